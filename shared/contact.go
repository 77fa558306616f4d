// Package shared holds the types and rules of a submission, for the browser's
// module, the function that answers the form and the function that retries. It
// must not know about HTTP, JSON text or AWS, and it compiles for TinyGo;
// deps_test.go lists what it may import.
package shared

import "thoughtlyform/shared/form"

// Limits of a contact, besides those of its fields.
const (
	MaxAttributes = 20 // attributes of a contact
	MaxTags       = 20 // tags of a contact
)

// Contact is the body of Thoughtly's POST /contact/create, which takes these six
// members and no others.
type Contact struct {
	PhoneNumber string            `json:"phone_number"`           // E.164 once validated
	Name        string            `json:"name,omitempty"`         // up to form.MaxName code points
	Email       string            `json:"email,omitempty"`        // up to 254 bytes
	CountryCode string            `json:"country_code,omitempty"` // ISO 3166-1 alpha-2 once validated
	Tags        []string          `json:"tags,omitempty"`
	Attributes  map[string]string `json:"attributes,omitempty"`

	// Consent is whether the consent's control was ticked: validated like a
	// field, and not sent to Thoughtly.
	Consent bool `json:"-"`
}

// Submission is the body of POST /contacts: the members of a contact, and those
// of the submission.
type Submission struct {
	Contact
	Form         string `json:"form"`              // the definition's id
	SubmissionID string `json:"submission_id"`     // a UUID that the form makes for each submission
	Consent      bool   `json:"consent,omitempty"` // the state of the consent control
	Page         Page   `json:"page,omitzero"`
	Proof        string `json:"proof,omitempty"`   // the solved challenge of GET /session
	Website      string `json:"website,omitempty"` // the honeypot, also accepted as HoneypotName: people leave it empty
	// ConsentTextSHA256 is the hash of the consent's words as shown, in
	// lower-case hexadecimal, as the form's markup carries it.
	ConsentTextSHA256 string `json:"consent_text_sha256,omitempty"`
	// CallTime is the time that the visitor chose for the call, in the visitor's
	// local time: "2026-11-27T14:00", or "fri 14:00" for the next Friday; "" is as
	// soon as possible.
	CallTime string `json:"call_time,omitempty"`
	// Tokens of the consent certificate services ActiveProspect TrustedForm
	// and Jornaya, under the names that their scripts give their controls.
	TrustedForm string `json:"xxTrustedFormCertUrl,omitempty"`
	LeadID      string `json:"universal_leadid,omitempty"`
	// ConfirmedNumber is whether the visitor sent the number again after the error
	// form.PhoneUnknown.
	ConfirmedNumber bool `json:"confirmed_number,omitempty"`
}

// HoneypotName is the name of the honeypot's control, which browsers and
// password managers do not fill in.
const HoneypotName = "tf_leave_empty"

// Page describes the page that contains the form. It is reported by the browser,
// untrusted, and stored as evidence. Of its members only TimeZone has an effect:
// it limits the hours of calls.
type Page struct {
	URL            string `json:"url,omitempty"`
	Referrer       string `json:"referrer,omitempty"`        // of the visit's first page
	Locale         string `json:"locale,omitempty"`          // BCP 47 tag of the language shown
	TimeZone       string `json:"time_zone,omitempty"`       // IANA name, by the browser
	ConsentVersion string `json:"consent_version,omitempty"` // of the text shown beside the control
	Translated     bool   `json:"translated,omitempty"`      // the browser shows the page in translation
	// Campaign holds UTM parameters and click ids under their usual names.
	Campaign map[string]string `json:"campaign,omitempty"`
}

// FieldError is a refused member of a submission with the reason. For an
// attribute, Field is "attributes." and its key.
type FieldError struct {
	Field string    `json:"field"`
	Code  form.Code `json:"code"`
}
