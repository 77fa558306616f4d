package forms

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
