package intake

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"thoughtlyform/lambda/thoughtly"
	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
)

// Bounds of what the client reports about the page, in bytes, and the number of
// campaign parameters kept.
const (
	maxURL      = 500
	maxCampaign = 20
)

// reportedRule is the rule for every text that the client reports, the same as
// for text that a visitor types.
var reportedRule = form.Field{Kind: form.Text, Max: maxURL}

// reportedText returns the text as normalised by the rule, or "" if the rule
// refuses it.
func reportedText(text string) string {
	value, code := reportedRule.Check(nil, []byte(text))
	if code != form.OK {
		return ""
	}
	return string(value)
}

// reported returns what the client reports about the page, normalised: URLs
// without credentials, query and fragment, and campaign values in a restricted
// alphabet. Other values are left out. Evidence and attributes contain only
// these values.
func (r *request) reported() shared.Page {
	p := &r.sub.Page
	page := shared.Page{URL: r.pageURL(p.URL), Referrer: r.referrerURL(p.Referrer)}
	for _, key := range slices.Sorted(maps.Keys(p.Campaign)) {
		value := p.Campaign[key]
		if len(page.Campaign) == maxCampaign || !isName(key) || !isCampaign(value) {
			continue
		}
		if page.Campaign == nil {
			page.Campaign = map[string]string{}
		}
		page.Campaign[key] = value
	}
	return page
}

// pageURL returns the URL of the page, or "" if its origin may not embed the
// form. The query is kept if the form's context lists page_query.
func (r *request) pageURL(text string) string {
	u := webURL(text)
	if u == nil || !r.allows(canonicalOrigin(text)) {
		return ""
	}
	if !r.asksFor("page_query") {
		u.RawQuery = ""
	}
	return reportedText(u.String())
}

// referrerURL returns the URL without its query. For a site that may not embed
// the form it returns the origin only: browsers send no more by default, and
// the path is untrusted text.
func (r *request) referrerURL(text string) string {
	u := webURL(text)
	if u == nil {
		return ""
	}
	u.RawQuery = ""
	if !r.allows(canonicalOrigin(text)) {
		u.Path, u.RawPath, u.Opaque = "/", "", ""
	}
	return reportedText(u.String())
}

// webURL parses an http or https URL and removes its fragment. It returns nil
// for any other text and for a URL with credentials.
func webURL(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil
	}
	u.Fragment, u.RawFragment, u.ForceQuery = "", "", false
	return u
}

// isCampaign matches [A-Za-z0-9._~+%-]{1,100}, the alphabet of campaign names
// and click ids. It excludes spaces, and so sentences that could address the
// agent.
func isCampaign(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && strings.IndexByte("._~+%-", c) < 0 {
			return false
		}
	}
	return s != "" && len(s) <= 100
}

// trustedForm returns the URL of a TrustedForm certificate,
// https://cert.trustedform.com/ followed by 20 to 128 letters and digits, or
// "".
func (r *request) trustedForm() string {
	id, ok := strings.CutPrefix(r.sub.TrustedForm, "https://cert.trustedform.com/")
	if !ok || len(id) < 20 || len(id) > 128 || strings.ContainsFunc(id, notAlphanumeric) {
		return ""
	}
	return r.sub.TrustedForm
}

// leadID returns Jornaya's LeadiD token, a UUID, or "".
func (r *request) leadID() string {
	if _, ok := canonicalUUID(r.sub.LeadID); !ok {
		return ""
	}
	return r.sub.LeadID
}

func notAlphanumeric(r rune) bool {
	return (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9')
}

// asksFor reports whether the form's definition lists the context key.
func (r *request) asksFor(key string) bool { return slices.Contains(r.form.Context, key) }

// addContext adds the context values that the form's definition lists to the
// contact's attributes. It runs after the claim, since the time and the texts
// of a submission are not part of its fingerprint. Every contact gets its
// submission's id, by which it is found if Thoughtly's answer is lost.
func (l *lead) addContext() {
	attributes := maps.Clone(l.contact.Attributes)
	if attributes == nil {
		attributes = map[string]string{}
	}
	page := l.reported()
	for _, key := range l.form.Context {
		if value := reportedText(l.contextOf(key, page)); value != "" {
			attributes[key] = disarmed(value)
		}
	}
	attributes[thoughtly.SubmissionAttribute] = l.sub.SubmissionID
	l.contact.Attributes = attributes
}

// contextOf returns the value of one of forms.ContextKeys, or "" if it is
// unknown.
func (l *lead) contextOf(key string, page shared.Page) string {
	switch key {
	case "form":
		return l.form.ID
	case "submission_id":
		return l.sub.SubmissionID
	case "submitted_at":
		return l.now.Format(time.RFC3339)
	case "page_url":
		return page.URL
	case "referrer":
		return page.Referrer
	case "trustedform_cert_url":
		return l.trustedForm()
	case "universal_leadid":
		return l.leadID()
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
	return page.Campaign[key]
}
