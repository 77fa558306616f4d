package forms

import (
	"slices"

	"thoughtlyform/shared"
)

// ContextKeys are what a definition's context may list: things known of a
// submission beside what was filled in, each sent to Thoughtly as the attribute
// of that name where there is a value. The first are known to the function, the
// others reported by the client. page_query adds no attribute: it keeps the
// query in page_url.
var ContextKeys = []string{
	"form", "submission_id", "submitted_at",
	"consent_given", "consent_version", "consent_text_sha256", "consent_locale",

	"page_url", "page_query", "referrer",
	"trustedform_cert_url", "universal_leadid",
	"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",
	"gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "ttclid", "twclid", "li_fat_id",
}

func (c *checker) context(d *Definition) {
	seen := map[string]bool{}
	for i, key := range d.Context {
		p := place{"context", i}
		switch {
		case !slices.Contains(ContextKeys, key):
			c.refuse(p, "there is no context %q", key)
		case seen[key]:
			c.refuse(p, "%q is listed twice", key)
		case slices.ContainsFunc(d.Fields, func(f Field) bool { return f.Name == shared.AttributePrefix+key }):
			c.refuse(p, "there is a field attributes.%s", key)
		}
		seen[key] = true
	}
}
