package ledger

import (
	"context"
	"time"
)

// Evidence stores immutable records: they can be added and read, and never be
// overwritten or deleted before they expire.
type Evidence interface {
	// RecordConsent stores a record of consent and links it to its chain. If
	// the submission's record exists already, it stays as it is.
	RecordConsent(ctx context.Context, c Consent) error
	// Consents returns the records of one number, oldest first. The number is
	// E.164.
	Consents(ctx context.Context, phone string) ([]Consent, error)
	// Bundle returns the records of one number with the digests that prove
	// them, as Bundle.Verify checks it.
	Bundle(ctx context.Context, phone string) (Bundle, error)
	// Uses returns the contacts and calls of the number, oldest first. Complete
	// adds them.
	Uses(ctx context.Context, phone string) ([]Use, error)
	// StopChanges returns the number's stops and liftings, oldest first.
	StopChanges(ctx context.Context, phone string) ([]StopChange, error)
}

// Consent is the evidence of one consent to be called. Members may be added,
// and their meaning never changes: records are kept for years.
type Consent struct {
	SubmissionID string    `json:"submission_id"`
	Form         string    `json:"form"`
	FormVersion  string    `json:"form_version"` // SHA-256 of the definition, in hex
	Time         time.Time `json:"time"`         // the server's
	Phone        string    `json:"phone"`        // E.164
	Typed        string    `json:"typed"`        // the number as the visitor wrote it
	Given        bool      `json:"given"`        // the state of the control
	Text         string    `json:"text"`         // the text shown beside it
	TextSHA256   string    `json:"text_sha256"`  // of Text, in hex
	Version      string    `json:"version"`      // of the text, by the definition
	// Shown is how the server verified that Text was shown: ShownText, ShownVersion or
	// ShownUnknown.
	Shown      string `json:"shown,omitempty"`
	Translated bool   `json:"translated,omitempty"` // the browser showed the page in translation
	Locale     string `json:"locale"`               // of Text
	Seller     string `json:"seller"`

	// Reported by the client or observed by the server. These members have no
	// effect.
	Address   string            `json:"address,omitempty"` // of the visitor
	UserAgent string            `json:"user_agent,omitempty"`
	URL       string            `json:"url,omitempty"`
	Referrer  string            `json:"referrer,omitempty"`
	Campaign  map[string]string `json:"campaign,omitempty"`
	// TrustedForm is the URL of a certificate and LeadID a Jornaya token, each
	// only if the form's definition asks for it.
	TrustedForm string `json:"trustedform_cert_url,omitempty"`
	LeadID      string `json:"universal_leadid,omitempty"`

	// Link is set by RecordConsent.
	Link *Link `json:"link,omitempty"`
}

// Values of Consent.Shown.
const (
	ShownText    = "text"    // the client sent the SHA-256 of the text
	ShownVersion = "version" // the client sent the version of the text
	ShownUnknown = "unknown" // the client sent neither
)
