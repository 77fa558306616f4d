// Package forms holds the deployment's form definitions, one JSON file for each
// form, and the messages that all forms share, one JSON file for each locale. It
// compiles a definition to the rules of package shared and builds the element
// tree of a form's markup. It must not know about HTTP or AWS.
package forms

import (
	"slices"

	"thoughtlyform/shared/phone"
)

// Definition is the content of forms/<id>.json. schema.json describes the same
// file for editors and for package check.
type Definition struct {
	Schema     string    `json:"$schema,omitempty"`
	ID         string    `json:"id"` // the file's name without .json
	Title      Text      `json:"title,omitzero"`
	TitleLevel int       `json:"title_level,omitempty"` // of the heading, 1 to 6; default 2
	Fields     []Field   `json:"fields"`
	Submit     Text      `json:"submit,omitzero"`   // label of the button; default: the locale's message
	Tags       []string  `json:"tags,omitempty"`    // added to every contact of this form
	Context    []string  `json:"context,omitempty"` // ContextKeys that are sent as attributes
	Countries  Countries `json:"countries,omitzero"`
	// UnknownRanges is the rule for numbers in no known range: "confirm" (default)
	// or RefuseUnknown.
	UnknownRanges string   `json:"unknown_ranges,omitempty"`
	NumberTypes   []string `json:"number_types,omitempty"` // libphonenumber's names; default form.DefaultTypes
	Limits        Limits   `json:"limits,omitzero"`
	Consent       *Consent `json:"consent,omitempty"`
	Privacy       Privacy  `json:"privacy,omitzero"`
	Call          *Call    `json:"call,omitempty"`
	Hold          string   `json:"hold,omitempty"` // HoldContact, only without Call
	Success       Success  `json:"success,omitzero"`
	ErrorPage     string   `json:"error_page,omitempty"` // redirect of refused posts without a script, as Success.Redirect; default: a page of the function
	Origins       []string `json:"origins,omitempty"`    // that may embed the form: https://host[:port], http://localhost[:port], or "*" for any; default: only the stack's own
	Locales       []string `json:"locales,omitempty"`    // BCP 47; the first is the fallback; default "en"
	Guard         Guard    `json:"guard,omitzero"`
	Open          []string `json:"open,omitempty"`        // protections that the form omits on purpose: countries, per_day, consent
	OpenReason    string   `json:"open_reason,omitempty"` // the reason, for reviewers
}

// Text is a text by locale; the key "" is for all locales. In JSON it is a
// string or an object.
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
	Value        string   `json:"value,omitempty"`   // of hidden
	Prefill      bool     `json:"prefill,omitempty"` // the page's query may set the value; not for phone_number
}

// Option is one choice of a field.
type Option struct {
	Value string `json:"value"`
	Label Text   `json:"label,omitzero"` // default: the value
}

// Countries are the countries whose numbers a form accepts.
type Countries struct {
	Default string   `json:"default,omitempty"` // ISO 3166-1 alpha-2; used if the visitor's country is unknown
	Allowed []string `json:"allowed,omitempty"` // default: all
	// Neighbours are allowed countries that also allow the other countries with
	// the same calling code: GB allows Guernsey, the Isle of Man and Jersey.
	Neighbours []string `json:"neighbours,omitempty"`
	// Preload makes browsers load the phone tables of all served countries in one
	// file. The form may allow at most MaxPreload countries.
	Preload bool `json:"preload,omitempty"`
}

// MaxPreload is the most allowed countries of a form with Preload.
const MaxPreload = 30

// callingCodes returns the calling codes whose tables are preloaded, ascending;
// nil without Preload.
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

// Served returns the allowed countries with those that Neighbours adds, or nil
// if all countries are allowed.
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
// no known range. The default accepts them when the visitor confirms them.
const RefuseUnknown = "refuse"

// Limits bounds how often a form creates contacts.
type Limits struct {
	PerPhone   Limit `json:"per_phone,omitzero"`
	PerAddress Limit `json:"per_address,omitzero"`
	PerDay     int   `json:"per_day,omitempty"`    // submissions of this form in a UTC day; further ones wait for review
	PerMinute  int   `json:"per_minute,omitempty"` // submissions of this form in a minute; further ones are queued
}

// Limit is a fixed window: Count submissions in each Seconds.
type Limit struct {
	Count   int `json:"count"`
	Seconds int `json:"seconds"`
}

// Consent is what a visitor agrees to. Text can have links, written
// [words](https://…) or [words](mailto:…). Version must change with the text.
type Consent struct {
	Version  string `json:"version"`
	Text     Text   `json:"text"`
	Required bool   `json:"required,omitempty"`
	Seller   string `json:"seller"` // legal name of the company that calls
}

// Privacy is what the form offers to people who do not want to be called.
type Privacy struct {
	Stop bool `json:"stop,omitempty"` // a link to the do-not-call page, /stop, below the consent
}

// Success is what a visitor sees after an accepted submission: Message in the
// page, or the page of Redirect.
type Success struct {
	Message  Text   `json:"message,omitzero"`
	Redirect string `json:"redirect,omitempty"` // https URL, or a path on the site that receives the post
}

// Guard sets the spam defences.
type Guard struct {
	Difficulty int   `json:"difficulty,omitempty"`  // leading zero bits of the proof of work, 8 to 24; default 18
	MinSeconds *int  `json:"min_seconds,omitempty"` // least time from session to submission, 0 to 60; default 2
	Honeypot   *bool `json:"honeypot,omitempty"`    // default true
}
