package ledger

import (
	"context"
	"time"
)

// Evidence keeps records that nobody may change: they can be added and read,
// never overwritten or deleted before they expire.
type Evidence interface {
	// RecordConsent stores a record of consent. If the submission's record
	// exists already, it stays as it is.
	RecordConsent(ctx context.Context, c Consent) error
	// Consents returns the records of one number, oldest first. The number is
	// E.164.
	Consents(ctx context.Context, phone string) ([]Consent, error)
}

// Consent is the evidence of one consent to be called.
type Consent struct {
	SubmissionID string            `json:"submission_id"`
	Form         string            `json:"form"`
	FormVersion  string            `json:"form_version"` // SHA-256 of the definition, in hex
	Time         time.Time         `json:"time"`         // the server's
	Phone        string            `json:"phone"`        // E.164
	Typed        string            `json:"typed"`        // the number as the visitor wrote it
	Given        bool              `json:"given"`        // the state of the control
	Text         string            `json:"text"`         // the words shown beside it
	TextSHA256   string            `json:"text_sha256"`  // of Text, in hex
	Version      string            `json:"version"`      // of the text, by the definition
	ShownVersion string            `json:"shown_version,omitempty"`
	Locale       string            `json:"locale"`
	Seller       string            `json:"seller"`
	Address      string            `json:"address,omitempty"` // of the visitor
	UserAgent    string            `json:"user_agent,omitempty"`
	URL          string            `json:"url,omitempty"`
	Referrer     string            `json:"referrer,omitempty"`
	Campaign     map[string]string `json:"campaign,omitempty"`
}
