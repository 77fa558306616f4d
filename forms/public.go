package forms

import (
	"cmp"
	"maps"

	"golang.org/x/text/language"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// Public is a form in one locale for browsers: the data of GET /forms/{id}. It
// contains no limits, guard settings, origins or fixed tags.
type Public struct {
	ID          string        `json:"id"`
	Locale      string        `json:"locale"` // of all texts below
	Dir         string        `json:"dir"`    // ltr or rtl
	Title       string        `json:"title,omitempty"`
	TitleLevel  int           `json:"title_level"` // of the heading, 1 to 6
	Fields      []PublicField `json:"fields"`
	Submit      string        `json:"submit"`
	Country     string        `json:"country,omitempty"`      // default, alpha-2
	CallingCode int           `json:"calling_code,omitempty"` // of the default country
	// CallingCodes are the calling codes whose phone tables are in one file, ascending.
	CallingCodes []int    `json:"calling_codes,omitempty"`
	Countries    []string `json:"countries,omitempty"` // allowed, alpha-2; absent for all
	// CountryNames are further names for the country search, by alpha-2 code and
	// separated by |.
	CountryNames map[string]string `json:"country_names,omitempty"`
	// UnknownRanges is Definition.UnknownRanges.
	UnknownRanges string            `json:"unknown_ranges,omitempty"`
	NumberTypes   int               `json:"number_type_mask"` // form.TypeSet
	Consent       *PublicConsent    `json:"consent,omitempty"`
	Stop          bool              `json:"stop,omitempty"` // Privacy.Stop
	Success       PublicSuccess     `json:"success,omitzero"`
	Honeypot      bool              `json:"honeypot"`
	Messages      map[string]string `json:"messages"` // FormMessages
}

// PublicField is a field in one locale, with the rule that the wasm module
// checks.
type PublicField struct {
	Name         string         `json:"name"`
	Type         string         `json:"type"`
	Kind         form.Kind      `json:"kind"`
	Pattern      form.Pattern   `json:"pattern,omitempty"`
	Label        string         `json:"label,omitempty"`
	Help         string         `json:"help,omitempty"`
	Placeholder  string         `json:"placeholder,omitempty"`
	Autocomplete string         `json:"autocomplete,omitempty"`
	Required     bool           `json:"required,omitempty"`
	Min          int            `json:"min,omitempty"`
	Max          int            `json:"max,omitempty"` // always set for texts; bytes for an email address, code points otherwise
	Options      []PublicOption `json:"options,omitempty"`
	Value        string         `json:"value,omitempty"`
	Prefill      bool           `json:"prefill,omitempty"`
}

// PublicOption is an option in one locale.
type PublicOption struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// PublicConsent is the consent in one locale.
type PublicConsent struct {
	Name       string    `json:"name"` // shared.ConsentField
	Type       string    `json:"type"`
	Kind       form.Kind `json:"kind"`
	Required   bool      `json:"required,omitempty"`
	Version    string    `json:"version"`
	Text       string    `json:"text"`        // links are [words](URL)
	TextSHA256 string    `json:"text_sha256"` // of Text in UTF-8, lower-case hexadecimal
	Seller     string    `json:"seller"`      // the company that calls
}

// PublicSuccess is Success in one locale.
type PublicSuccess struct {
	Message  string `json:"message,omitempty"`
	Redirect string `json:"redirect,omitempty"`
}

// autofillOf are the default autofill tokens by kind.
var autofillOf = [form.Kinds]string{form.Name: "name", form.Email: "email", form.Tel: "tel"}

// Public returns the form in the locale that Form.Locale selects for the wanted
// tags.
func (s *Set) Public(f *Form, wanted ...string) Public {
	locale := f.Locale(wanted...)
	in := func(t Text) string { return t.In(locale, f.Locales...) }
	p := Public{
		ID: f.ID, Locale: locale, Title: in(f.Title), TitleLevel: cmp.Or(f.TitleLevel, 2), Submit: in(f.Submit),
		Country: f.Countries.Default, CallingCode: phone.CallingCode(phone.ParseRegion(f.Countries.Default)), CallingCodes: f.Countries.callingCodes(), Countries: f.Countries.Served(), UnknownRanges: f.UnknownRanges,
		Stop:     f.Privacy.Stop,
		Success:  PublicSuccess{in(f.Success.Message), f.Success.Redirect},
		Honeypot: f.Guard.Honeypot == nil || *f.Guard.Honeypot,
		Messages: s.FormMessages(f, locale),
	}
	p.Dir = p.Messages["dir"]
	if p.Submit == "" {
		p.Submit = p.Messages["submit"]
	}
	rules := map[string]form.Field{}
	for _, r := range f.Rules.Fields {
		rules[r.Name] = r
		if r.Kind == form.Tel {
			p.CountryNames = namesOf(p.Countries)
			if p.NumberTypes = int(r.Types); r.Types == 0 {
				p.NumberTypes = int(form.DefaultTypes)
			}
		}
	}
	for _, d := range f.Fields {
		rule := rules[d.Name]
		field := PublicField{
			Name: d.Name, Type: d.Type, Kind: rule.Kind, Pattern: rule.Pattern,
			Label: in(d.Label), Help: in(d.Help), Placeholder: in(d.Placeholder),
			Autocomplete: d.Autocomplete, Required: d.Required, Min: d.Min,
			Value: d.Value, Prefill: d.Prefill,
		}
		switch rule.Kind {
		case form.Text, form.Name, form.Multiline, form.Email:
			field.Max = rule.MaxChars()
		}
		if d.Name == "tags" {
			field.Kind, field.Max = form.Option, 0
		}
		if field.Autocomplete == "" {
			field.Autocomplete = autofillOf[rule.Kind]
		}
		if d.Type == CallTimeField {
			field.Kind, field.Options, field.Placeholder = form.Option, f.callTimes(p.Messages, locale), p.Messages["call_time.now"]
		}
		if d.Type == "select" && field.Placeholder == "" {
			field.Placeholder = p.Messages["choose"]
		}
		if field.Label == "" && d.Type != "hidden" {
			field.Label = p.Messages["label."+d.Name]
		}
		for _, o := range d.Options {
			label := in(o.Label)
			if label == "" {
				label = o.Value
			}
			field.Options = append(field.Options, PublicOption{o.Value, label})
		}
		p.Fields = append(p.Fields, field)
	}
	if c, ok := f.ConsentIn(locale); ok {
		p.Consent = &PublicConsent{
			Name: shared.ConsentField, Type: "checkbox", Kind: form.Checkbox, Required: c.Required,
			Version: c.Version, Text: c.Text, TextSHA256: c.SHA256, Seller: c.Seller,
		}
	}
	return p
}

// Locale returns the form's locale that matches the wanted tags best, or its
// first locale if none matches. Each wanted string is a BCP 47 tag or a whole
// Accept-Language header (RFC 9110, section 12.5.4), in order of preference.
// Tags match by RFC 4647 lookup with CLDR's fallbacks.
func (f *Form) Locale(wanted ...string) string {
	f.matching.Do(func() {
		tags := make([]language.Tag, len(f.Locales))
		for i, l := range f.Locales {
			tags[i] = language.Make(l)
		}
		f.matcher = language.NewMatcher(tags)
	})
	bounded := make([]string, len(wanted))
	for i, w := range wanted {
		bounded[i] = w[:min(len(w), maxWanted)]
	}
	_, i := language.MatchStrings(f.matcher, bounded...)
	return f.Locales[i]
}

// maxWanted is how many bytes of each wanted string are read.
const maxWanted = 200

// Messages returns the messages of a locale. Messages that its file lacks are
// in English.
func (s *Set) Messages(locale string) map[string]string {
	words := map[string]string{}
	for _, l := range []string{"en", baseLanguage(locale), locale} {
		if of := s.messages[l]; of != nil {
			maps.Copy(words, of())
		}
	}
	return words
}
