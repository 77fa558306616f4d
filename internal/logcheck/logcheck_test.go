package logcheck

import "testing"

func TestFind(t *testing.T) {
	personal := []string{
		`{"msg":"created","phone":"+14155550123"}`,
		`{"error":"parse 4155550123"}`,
		`{"error":"parse 14155550123"}`,
		`{"error":"parse (415) 555-0123"}`,
		`{"path":"/contacts?email=ada.l+x@mail.example.com"}`,
		`x-api-token: the-token`,
	}
	for _, line := range personal {
		if Find("first\n"+line+"\nlast", "the-token") != line+"\n" {
			t.Errorf("%s: nothing found", line)
		}
	}
	clean := []string{
		`{"time":"2026-11-24T12:00:00.000+0000","submission":"018f3a6e-0000-4000-8000-000000000001"}`,
		`{"_aws":{"Timestamp":1795521600000},"UpstreamTime":12.345}`,
		`/go/pkg/mod/github.com/aws/aws-lambda-go@v1.55.1/lambda/entry.go:77 +0x1a3`,
		`REPORT RequestId: 3f0e8a52-6f0b-4d1e-9a53-0c5f1b7c2d10 Duration: 12.34 ms`,
		`{"contact":"contact-17","in":"45 ms"}`,
		`response did not match expected checksum, 0, 2745614147`,
	}
	for _, line := range clean {
		if found := Find(line, "the-token", ""); found != "" {
			t.Errorf("%s: reported as personal data", found)
		}
	}
}
