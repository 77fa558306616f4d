package intake

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"thoughtlyform/forms"
	"thoughtlyform/shared"
)

// decodeForm decodes a form post into the same value as decodeJSON. It accepts
// the names that the full-markup form gives its controls: the members at top
// level, tags once for each tag, attributes[key], page[url] and
// page[campaign][key]. A ticked box may have any of the usual values.
func decodeForm(body []byte) (submission, *problem) {
	var s submission
	for pair := range strings.SplitSeq(string(body), "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return s, badRequest("malformed_form")
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return s, badRequest("malformed_form")
		}
		if !utf8.ValidString(name) || !utf8.ValidString(value) {
			return s, badRequest("invalid_utf8")
		}
		if p := s.control(name, value); p != nil {
			return s, p
		}
	}
	s.typed = s.PhoneNumber
	s.ConfirmedNumber = s.confirms != "" && (s.confirms == "true" || s.confirms == s.typed)
	return s, nil
}

// withoutEmail is the name of the error page's control that holds the refused
// address.
const withoutEmail = "without_email"

// control sets the value of one control. An empty value counts as absent, since
// a browser sends every text control.
func (s *submission) control(name, value string) *problem {
	if key, ok := inBrackets(name, "attributes"); ok {
		return put(&s.Attributes, name, key, value)
	}
	if key, ok := inBrackets(name, "page[campaign]"); ok {
		return put(&s.Page.Campaign, name, key, value)
	}
	var member *string
	switch name {
	case "tags":
		if value != "" {
			s.Tags = append(s.Tags, value)
		}
		return nil
	case "consent":
		return tick(&s.Consent, name, value)
	case "page[translated]":
		return tick(&s.Page.Translated, name, value)
	case "xxTrustedFormToken", "xxTrustedFormPingUrl":
		return nil // TrustedForm's script adds them; the certificate's URL has the same token
	case "phone_number":
		member = &s.PhoneNumber
	case "name":
		member = &s.Name
	case "email":
		member = &s.Email
	case "country_code":
		member = &s.CountryCode
	case forms.CallTimeField:
		member = &s.CallTime
	case "confirmed_number":
		member = &s.confirms
	case withoutEmail:
		member = &s.without
	case "form":
		member = &s.Form
	case "submission_id":
		member = &s.SubmissionID
	case "proof":
		member = &s.Proof
	case "xxTrustedFormCertUrl":
		member = &s.TrustedForm
	case "universal_leadid":
		member = &s.LeadID
	case "consent_text_sha256":
		member = &s.ConsentTextSHA256
	case "website", shared.HoneypotName:
		member = &s.Website
	case "page[url]":
		member = &s.Page.URL
	case "page[referrer]":
		member = &s.Page.Referrer
	case "page[locale]":
		member = &s.Page.Locale
	case "page[time_zone]":
		member = &s.Page.TimeZone
	case "page[consent_version]":
		member = &s.Page.ConsentVersion
	default:
		return named("unknown_member", name)
	}
	if *member != "" {
		return duplicateControl(name)
	}
	*member = value
	return nil
}

// tick parses the value of a checkbox.
func tick(into *bool, name, value string) *problem {
	if *into {
		return duplicateControl(name)
	}
	switch value {
	case "on", "true", "1", "yes":
		*into = true
	case "", "off", "false", "0", "no":
	default:
		return named("wrong_type", name)
	}
	return nil
}

func put(into *map[string]string, name, key, value string) *problem {
	if value == "" {
		return nil
	}
	if *into == nil {
		*into = map[string]string{}
	}
	if _, ok := (*into)[key]; ok {
		return duplicateControl(name)
	}
	(*into)[key] = value
	return nil
}

func duplicateControl(name string) *problem {
	return named("duplicate_member", name)
}

// inBrackets returns the key of "prefix[key]".
func inBrackets(name, prefix string) (key string, ok bool) {
	rest, ok := strings.CutPrefix(name, prefix+"[")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(rest, "]")
}
