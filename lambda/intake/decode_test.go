package intake

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"thoughtlyform/shared"
)

// FuzzDecode compares decodeJSON with encoding/json: decodeJSON must refuse everything
// that encoding/json refuses, and read accepted bodies equally. It may refuse more.
func FuzzDecode(f *testing.F) {
	for _, body := range []string{
		lead1(id1), `{"consent":false,"tags":["a","\u0062"],"attributes":{"k":"v"}}`,
		` { "page" : { "campaign" : { } , "url":"\ud83d\ude00\/\b\f\n\r\t\"\\" } } `, `{}`, `[]`, `{"consent":tru}`, `{"tags":[]}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, p := decodeJSON(body)
		if p != nil {
			if p.status != 400 || p.code == "" {
				t.Fatalf("refused with %+v", p)
			}
			return
		}
		var want shared.Submission
		if err := json.Unmarshal(body, &want); err != nil {
			t.Fatalf("taken, and is no submission: %v", err)
		}
		if !equal(got.Submission, want) {
			t.Fatalf("read as %+v, by encoding/json as %+v", got.Submission, want)
		}
	})
}

func equal(a, b shared.Submission) bool {
	return a.PhoneNumber == b.PhoneNumber && a.Name == b.Name && a.Email == b.Email && a.CountryCode == b.CountryCode &&
		slices.Equal(a.Tags, b.Tags) && maps.Equal(a.Attributes, b.Attributes) &&
		a.Form == b.Form && a.SubmissionID == b.SubmissionID && a.Consent == b.Consent &&
		a.Page.URL == b.Page.URL && a.Page.Referrer == b.Page.Referrer && a.Page.Locale == b.Page.Locale &&
		a.Page.ConsentVersion == b.Page.ConsentVersion && maps.Equal(a.Page.Campaign, b.Page.Campaign) &&
		a.Proof == b.Proof && a.Website == b.Website
}

// Every valid encoding of a valid body is accepted.
func TestDecodeAcceptsEveryFormOfJSON(t *testing.T) {
	want := shared.Submission{Form: "lead", Consent: true}
	want.Name, want.Tags = "Ada \u2028\U0001F600\"", []string{"a"}
	for _, body := range []string{
		`{"form":"lead","consent":true,"name":"Ada \u2028\ud83d\ude00\"","tags":["a"]}`,
		"\t{\r\n\"tags\" : [ \"a\" ] , \"name\":\"Ada \u2028\U0001F600\\u0022\",\"consent\" :true,\"\\u0066orm\":\"\\u006Cead\"}\n ",
	} {
		got, p := decodeJSON([]byte(body))
		if p != nil || !equal(got.Submission, want) {
			t.Errorf("%s: %+v, %+v", body, got.Submission, p)
		}
	}
}
