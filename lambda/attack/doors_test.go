package attack

import (
	"bytes"
	"fmt"
	"strings"

	"thoughtlyform/forms/check"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
)

// doors are the attacks on the checks of a request's source.
var doors = []row{
	{
		name:  "bypass_cloudfront",
		limit: 0,
		attack: func(d *deployment) int {
			for _, key := range []string{"", "guess", originKey + "x", originKey[1:], strings.ToUpper(originKey), originKey + "," + originKey, originKey + ", x", " " + originKey} {
				d.post(request{
					address: d.anywhere(), // from a header that anybody can send
					headers: map[string]string{intake.OriginSecretHeader: key},
					lead:    d.proved(),
				})
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.config.OriginSecrets = nil },
	},
	{
		name:  "forge_the_address",
		limit: 20,
		attack: func(d *deployment) int {
			for i := range 60 {
				fake := fmt.Sprintf("192.0.2.%d", i)
				d.post(request{
					address: "203.0.113.9",
					headers: map[string]string{
						"x-forwarded-for": fake + "," + fake + ", 203.0.113.9", "x-real-ip": fake, "true-client-ip": fake,
						"cf-connecting-ip": fake, "forwarded": "for=" + fake + ",for=" + fake, "x-client-ip": fake,
						"X-Forwarded-For": fake, "CloudFront-Viewer-Address": fake + ":443", "via": fake,
					},
					lead: d.proved(),
				})
			}
			return len(d.reached())
		},
		down: unlimited("per_address"),
	},
	{
		name:  "post_from_another_site",
		limit: 0,
		attack: func(d *deployment) int {
			for _, headers := range []map[string]string{
				{"origin": "https://evil.example"},
				{"origin": "https://www.example.com.evil.example"},
				{"origin": "https://evil.example/https://www.example.com"},
				{"origin": "http://www.example.com"},
				{"origin": "https://www.example.com:8443"},
				{"origin": "null"},
				{"origin": site + "," + "https://evil.example"}, // two headers, as the gateway joins them
				{"origin": site + ", https://evil.example"},
				{"origin": "https://evil.example," + site},
				{"origin": "null," + site},
				{"origin": site + "\x00.evil.example"},
				{"origin": "https://www.example.com.", "Origin": site},
				{"origin": "https://evil.example", "Origin": site, "ORIGIN": site},
				{"origin": "", "referer": "https://evil.example/?https://www.example.com/"},
				{"origin": "", "referer": "https://www.example.com@evil.example/"},
				{"origin": "", "referer": ""}, // a browser that sends only Sec-Fetch-Site: cross-site
			} {
				d.post(request{address: d.anywhere(), headers: headers, lead: d.proved()})
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.definition["origins"] = []any{"*"} },
	},
	{
		// A page of another site can send text/plain without a preflight. A body that
		// two parsers read differently can pass the first one.
		name:  "send_another_type_than_it_says",
		limit: 0,
		attack: func(d *deployment) int {
			for _, t := range []string{
				"", "text/plain", "text/plain; application/json", "text/json", "application/json5", "application/jsonp", "json",
				"application/json, text/plain", "application/json,application/json", "text/plain,application/json",
				"application/json; charset=utf-16", "application/json; charset=utf-7", "application/json; charset", "application/json;charset=utf-8;charset=utf-16",
				"multipart/form-data; boundary=x", "application/x-www-form-urlencoded; charset=iso-8859-1", "application/x-www-form-urlencoded", "application/ json", "application/json\x00",
			} {
				d.post(request{address: d.anywhere(), headers: map[string]string{"content-type": t}, lead: d.proved()})
			}
			return len(d.reached())
		},
		// Content-Length and Transfer-Encoding describe the body that the gateway
		// received, not the event's body.
		control: func(d *deployment) int {
			for _, headers := range []map[string]string{
				{"content-type": "application/json"}, {"content-type": "Application/JSON; charset=UTF-8"}, {"content-type": `application/json;charset="utf-8"`},
				{"content-length": "0"}, {"content-length": "1,99999"}, {"transfer-encoding": "chunked"}, {"transfer-encoding": "chunked", "content-length": "3"},
				{"content-encoding": "gzip"}, {"expect": "100-continue"}, {"x-http-method-override": "GET"}, {"upgrade": "h2c"},
			} {
				d.post(request{address: d.anywhere(), headers: headers, lead: d.proved()})
			}
			if n := len(d.reached()); n != 11 {
				d.t.Errorf("%d of 11 leads arrived", n)
			}
			return len(d.reached())
		},
	},
	{
		// A link sets another number, or values that the visitor does not see.
		name:  "fill_in_by_a_link",
		limit: 0,
		attack: func(d *deployment) int {
			n := 0
			for _, field := range []map[string]any{
				{"name": "phone_number", "type": "tel", "prefill": true},
				{"name": "attributes.offer", "type": "hidden", "value": "a", "prefill": true},
			} {
				if loads(field) {
					n++
				}
			}
			return n
		},
		control: func(*deployment) int {
			if loads(map[string]any{"name": "name", "type": "text", "prefill": true}) {
				return 1
			}
			return 0
		},
	},
	{
		// A compromised function can add records, but not update or delete them;
		// tools/stack/test_roles.py checks its role.
		name:  "change_the_evidence",
		limit: 0,
		attack: func(d *deployment) int {
			d.post(request{address: d.anywhere(), lead: d.proved()})
			phone := d.reached()[0].PhoneNumber
			list, err := d.evidence.Consents(d.t.Context(), phone)
			if err != nil || len(list) != 1 {
				d.t.Fatalf("%d records, %v", len(list), err)
			}
			changed := list[0]
			changed.Text, changed.Typed = "Another text.", "another number"
			if err := d.evidence.RecordConsent(d.t.Context(), changed); err != nil {
				d.t.Fatal(err)
			}
			after, err := d.evidence.Consents(d.t.Context(), phone)
			if err != nil || len(after) != 1 || after[0].Text != list[0].Text || after[0].Typed != list[0].Typed {
				return 1
			}
			return 0
		},
		control: func(d *deployment) int {
			bundle := func() ledger.Bundle {
				d.post(request{address: d.anywhere(), lead: d.proved()})
				b, err := d.evidence.Bundle(d.t.Context(), d.reached()[0].PhoneNumber)
				if err != nil || b.Verify() != nil {
					d.t.Fatal(err, b.Verify())
				}
				return b
			}()
			bundle.Records[0] = bytes.Replace(bundle.Records[0], []byte(`"given":true`), []byte(`"given":false`), 1)
			if bundle.Verify() != nil { // a change of the table is detected
				return 1
			}
			return 0
		},
	},
}

// loads reports whether a definition with the field is accepted.
func loads(field map[string]any) bool {
	d := definition()
	d["id"] = "contact"
	fields := d["fields"].([]any)
	for i, f := range fields {
		if f.(map[string]any)["name"] == field["name"] {
			fields = append(fields[:i:i], fields[i+1:]...)
			break
		}
	}
	d["fields"] = append(fields, field)
	files, err := source(map[string]map[string]any{"contact": d})
	if err != nil {
		return false
	}
	_, _, err = check.Load(files)
	return err == nil
}
