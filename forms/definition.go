// Package forms holds the deployment's form definitions, one JSON file for each
// form, and the messages that all forms share, one file for each locale. It
// compiles a definition to the rules of package shared, and builds the tree of
// elements that is every form's markup. The package must not know about HTTP or
// AWS.
package forms

import (
	"slices"

	"thoughtlyform/shared/phone"
)

// Definition is one form, as forms/<id>.json has it. schema.json describes the
// same file for editors and for package check.
type Definition struct {
	Schema     string    `json:"$schema,omitempty"`
	ID         string    `json:"id"` // the file's name without .json
	Title      Text      `json:"title,omitzero"`
	TitleLevel int       `json:"title_level,omitempty"` // of the heading, 1 to 6; absent, 2
	Fields     []Field   `json:"fields"`
	Submit     Text      `json:"submit,omitzero"`   // the button's words; absent, those of the locale
	Tags       []string  `json:"tags,omitempty"`    // of every contact of this form
	Context    []string  `json:"context,omitempty"` // ContextKeys, sent as attributes beside those of the fields
	Countries  Countries `json:"countries,omitzero"`
	// UnknownRanges is the treatment of numbers in no known range: "confirm", or
	// RefuseUnknown; absent, confirm.
	UnknownRanges string   `json:"unknown_ranges,omitempty"`
	NumberTypes   []string `json:"number_types,omitempty"` // libphonenumber's names; absent, form.DefaultTypes
	Limits        Limits   `json:"limits,omitzero"`
	Consent       *Consent `json:"consent,omitempty"`
	Privacy       Privacy  `json:"privacy,omitzero"`
	Call          *Call    `json:"call,omitempty"`
	Hold          string   `json:"hold,omitempty"` // "contact": without a call, create the contact only when its phone may ring
	Success       Success  `json:"success,omitzero"`
	ErrorPage     string   `json:"error_page,omitempty"` // for refused posts without script, as Success.Redirect; absent, a page of the function
	Origins       []string `json:"origins,omitempty"`    // https://host[:port], or http:// of localhost, that may embed the form; absent, only the stack's own; "*" is any
	Locales       []string `json:"locales,omitempty"`    // BCP 47; the first is the fallback; absent, "en"
	Guard         Guard    `json:"guard,omitzero"`
	Open          []string `json:"open,omitempty"`        // protections that the form lacks on purpose: countries, per_day, consent
	OpenReason    string   `json:"open_reason,omitempty"` // why, for reviewers
}

// Text is a text for people by locale; the key "" is every locale. In JSON it is
// a string or an object.
type Text map[string]string

// Field is one control of a form.
type Field struct {
	Name         string   `json:"name"` // phone_number, name, email, call_time, tags, or attributes.<key> with key [a-z][a-z0-9_]{0,39}
	Type         string   `json:"type"` // text, email, tel, select, radio, checkbox, textarea, hidden, call_time
	Label        Text     `json:"label,omitzero"`
	Help         Text     `json:"help,omitzero"`
	Placeholder  Text     `json:"placeholder,omitzero"`
	Autocomplete string   `json:"autocomplete,omitempty"` // an autofill token of the HTML Standard
	Required     bool     `json:"required,omitempty"`
	Min          int      `json:"min,omitempty"` // code points
	Max          int      `json:"max,omitempty"`
	Pattern      string   `json:"pattern,omitempty"` // digits, alphanumeric, postcode, number, date
	Options      []Option `json:"options,omitempty"` // of select and radio, and of checkbox named tags
	Value        string   `json:"value,omitempty"`   // of hidden: always this
	Prefill      bool     `json:"prefill,omitempty"` // may be filled from the page's query; never the phone number
}

// Option is one choice of a field.
type Option struct {
	Value string `json:"value"`
	Label Text   `json:"label,omitzero"` // absent, the value
}

// Countries are the countries whose numbers a form accepts.
type Countries struct {
	Default string   `json:"default,omitempty"` // ISO 3166-1 alpha-2, where nothing better is known
	Allowed []string `json:"allowed,omitempty"` // absent, all
	// Neighbours are allowed countries whose calling code's other countries are
	// allowed too: GB for Guernsey, the Isle of Man and Jersey.
	Neighbours []string `json:"neighbours,omitempty"`
	// Preload has browsers load the phone tables of all served countries in one
	// file, up to MaxPreload countries.
	Preload bool `json:"preload,omitempty"`
}

// MaxPreload is the most allowed countries whose phone tables are loaded together.
const MaxPreload = 30

// callingCodes returns the calling codes whose tables are loaded together,
// ascending; nil where each is loaded when it is needed.
func (c *Countries) callingCodes() (codes []int) {
	if !c.Preload {
		return nil
	}
	for _, country := range c.Served() {
		codes = append(codes, phone.CallingCode(phone.ParseRegion(country)))
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// Served returns the allowed countries with the neighbours; nil for all countries.
func (c *Countries) Served() []string {
	served := slices.Clone(c.Allowed)
	for _, country := range c.Neighbours {
		code := phone.CallingCode(phone.ParseRegion(country))
		for region, other := range phone.Regions {
			if name := region.String(); other == code && !slices.Contains(served, name) {
				served = append(served, name)
			}
		}
	}
	return served
}

// RefuseUnknown is the value of Definition.UnknownRanges that refuses numbers in
// no known range even if the visitor confirms them.
const RefuseUnknown = "refuse"

// Limits bounds how often a form creates contacts.
type Limits struct {
	PerPhone   Limit `json:"per_phone,omitzero"`
	PerAddress Limit `json:"per_address,omitzero"`
	PerDay     int   `json:"per_day,omitempty"`    // submissions of this form a UTC day; more are refused
	PerMinute  int   `json:"per_minute,omitempty"` // submissions of this form a minute; more are queued
}

// Limit is a fixed window: Count submissions in each Seconds.
type Limit struct {
	Count   int `json:"count"`
	Seconds int `json:"seconds"`
}

// Consent is what a visitor agrees to. Text may hold links as
// [words](https://…) or [words](mailto:…). Version changes with every change of the text.
type Consent struct {
	Version  string `json:"version"`
	Text     Text   `json:"text"`
	Required bool   `json:"required,omitempty"`
	Seller   string `json:"seller"` // the legal name of who calls
}

// Privacy is what the form offers to those who do not want to be called.
type Privacy struct {
	Stop bool `json:"stop,omitempty"` // a link to the do-not-call page, /stop, below the consent
}

// Success is what a visitor sees after an accepted submission: a message in the
// page, or another page.
type Success struct {
	Message  Text   `json:"message,omitzero"`
	Redirect string `json:"redirect,omitempty"` // https URL, or a path on the site that answers the form
}

// Guard sets the spam defences.
type Guard struct {
	Difficulty int   `json:"difficulty,omitempty"`  // leading zero bits of the proof of work, 8 to 24; absent, 18
	MinSeconds *int  `json:"min_seconds,omitempty"` // from the session to the submission, 0 to 60; absent, 2
	Honeypot   *bool `json:"honeypot,omitempty"`    // absent, on
}
