package intake

import (
	"maps"
	"strconv"
	"time"

	"thoughtlyform/shared/form"
)

// contextRule is what the browser's word must keep to before it becomes an
// attribute. URLs are longer than what people type.
var contextRule = form.Field{Kind: form.Text, Max: 500}

// addContext puts what the form's definition asks to know of the submission
// among the contact's attributes. It comes after the claim: when and with which
// words a lead was sent is no part of which lead it is.
func (l *lead) addContext() {
	attributes := maps.Clone(l.contact.Attributes)
	for _, key := range l.form.Context {
		value, code := contextRule.Check(nil, []byte(l.contextOf(key)))
		if code != form.OK || len(value) == 0 {
			continue
		}
		if attributes == nil {
			attributes = map[string]string{}
		}
		attributes[key] = string(value)
	}
	l.contact.Attributes = attributes
}

// contextOf is one of forms.ContextKeys, "" where it is not known.
func (l *lead) contextOf(key string) string {
	switch key {
	case "form":
		return l.form.ID
	case "submission_id":
		return l.sub.SubmissionID
	case "submitted_at":
		return l.now.Format(time.RFC3339)
	case "page_url":
		return l.sub.Page.URL
	case "referrer":
		return l.sub.Page.Referrer
	}
	if c := l.consent; c != nil {
		switch key {
		case "consent_given":
			return strconv.FormatBool(c.Given)
		case "consent_version":
			return c.Version
		case "consent_text_sha256":
			return c.TextSHA256
		case "consent_locale":
			return c.Locale
		}
	}
	return l.sub.Page.Campaign[key]
}
