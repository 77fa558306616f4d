package forms

import "slices"

// CampaignKeys are the UTM parameters and click ids that a submission reports
// from the page's query.
var CampaignKeys = []string{
	"utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",
	"gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "ttclid", "twclid", "li_fat_id",
}

// ContextKeys are the keys that a definition's context can list. A key with a
// value is sent to Thoughtly as the attribute of that name. The function sets
// the first seven; the client reports the others. page_query is no attribute: it
// keeps the query in page_url.
var ContextKeys = slices.Concat([]string{
	"form", "submission_id", "submitted_at",
	"consent_given", "consent_version", "consent_text_sha256", "consent_locale",
	"page_url", "page_query", "referrer",
	"trustedform_cert_url", "universal_leadid",
}, CampaignKeys)
