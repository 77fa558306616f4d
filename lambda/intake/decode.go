package intake

import (
	"net/http"
	"unicode/utf8"

	"thoughtlyform/shared"
)

// submission is a body as read: nothing of it is judged yet but its shape.
type submission struct {
	shared.Submission
	typed string // the phone number as written, which validation replaces
}

// decodeJSON reads the body of POST /contacts. It is stricter than
// encoding/json, which matches names regardless of case, lets the last of two
// equal names win and mends broken UTF-8: each of these would let two readers
// of one body see two leads. The grammar is RFC 8259's; null is no value of
// any member.
func decodeJSON(body []byte) (submission, *problem) {
	var s submission
	if !utf8.Valid(body) {
		return s, badRequest("invalid_utf8")
	}
	d := &decoder{rest: body}
	p := d.object("", func(name string) *problem { return d.member(&s, name) })
	if p == nil && !d.atEnd() {
		p = malformed
	}
	s.typed = s.PhoneNumber
	return s, p
}

func (d *decoder) member(s *submission, name string) *problem {
	switch name {
	case "phone_number":
		return d.text(name, &s.PhoneNumber)
	case "name":
		return d.text(name, &s.Name)
	case "email":
		return d.text(name, &s.Email)
	case "country_code":
		return d.text(name, &s.CountryCode)
	case "tags":
		return d.list(name, &s.Tags)
	case "attributes":
		return d.texts(name, &s.Attributes)
	case "form":
		return d.text(name, &s.Form)
	case "submission_id":
		return d.text(name, &s.SubmissionID)
	case "consent":
		return d.boolean(name, &s.Consent)
	case "page":
		return d.object(name, func(inner string) *problem { return d.page(&s.Page, inner) })
	case "proof":
		return d.text(name, &s.Proof)
	case "consent_text_sha256":
		return d.text(name, &s.ConsentTextSHA256)
	case "xxTrustedFormCertUrl":
		return d.text(name, &s.TrustedForm)
	case "universal_leadid":
		return d.text(name, &s.LeadID)
	case "website", shared.HoneypotName:
		return d.text(name, &s.Website)
	}
	return unknownMember(name)
}

func (d *decoder) page(p *shared.Page, name string) *problem {
	field := "page." + name
	switch name {
	case "url":
		return d.text(field, &p.URL)
	case "referrer":
		return d.text(field, &p.Referrer)
	case "locale":
		return d.text(field, &p.Locale)
	case "consent_version":
		return d.text(field, &p.ConsentVersion)
	case "translated":
		return d.boolean(field, &p.Translated)
	case "campaign":
		return d.texts(field, &p.Campaign)
	}
	return unknownMember(field)
}

func badRequest(code string) *problem {
	return &problem{status: http.StatusBadRequest, code: code}
}

func wrongType(field string) *problem {
	return &problem{status: http.StatusBadRequest, code: "wrong_type", field: field}
}

// unknownMember names the member if it reads like a name, to help whoever
// integrates; anything else is not repeated to anybody.
func unknownMember(name string) *problem {
	p := badRequest("unknown_member")
	if isName(name) {
		p.field = name
	}
	return p
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '_' && c != '.' && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}
