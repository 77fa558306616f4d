package check

import (
	"slices"
	"strings"

	"thoughtlyform/forms"
	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// sense checks the rules that a schema cannot express: it compares members of
// the definition with each other, with the locale files and with the limits of
// package shared.
func (c *checker) sense(d *forms.Definition) {
	if id := forms.Stem(c.file); d.ID != id {
		c.refuse(place{"id"}, "is %q; it must be the file's name, %q", d.ID, id)
	}
	for i, l := range d.Locales {
		if !c.messages[l] && !c.messages[baseLanguage(l)] {
			c.refuse(place{"locales", i}, "there is no locales/%s.json", baseLanguage(l))
		}
	}
	c.fields(d)
	for i, tag := range d.Tags {
		c.value(place{"tags", i}, tag)
	}
	c.context(d)
	c.countries(d)
	c.consent(d)
	c.call(d)
	c.texts(d)
}

func baseLanguage(tag string) string {
	language, _, _ := strings.Cut(tag, "-")
	return language
}

func (c *checker) fields(d *forms.Definition) {
	seen := map[string]bool{}
	attributes := 0
	for i := range d.Fields {
		f, p := &d.Fields[i], place{"fields", i}
		if seen[f.Name] {
			c.refuse(p.and("name"), "another field has the name %q", f.Name)
		}
		seen[f.Name] = true
		if strings.HasPrefix(f.Name, shared.AttributePrefix) {
			attributes++
		}
		if f.Max > 0 && f.Min > f.Max {
			c.refuse(p.and("min"), "is %d, more than max, %d", f.Min, f.Max)
		}
		if f.Type == "hidden" {
			c.value(p.and("value"), f.Value)
		}
		c.options(d, p.and("options"), f)
	}
	if attributes > shared.MaxAttributes {
		c.refuse(place{"fields"}, "has more than %d attributes", shared.MaxAttributes)
	}
}

func (c *checker) options(d *forms.Definition, p place, f *forms.Field) {
	if most := shared.MaxTags - len(d.Tags); f.Name == "tags" && f.Type == "checkbox" && len(f.Options) > most {
		c.refuse(p, "has %d entries; with the form's own tags the most is %d", len(f.Options), most)
	}
	seen := map[string]bool{}
	for i, o := range f.Options {
		at := p.and(i, "value")
		c.value(at, o.Value)
		if seen[o.Value] {
			c.refuse(at, "%q is listed twice", o.Value)
		}
		if f.Name == "tags" && slices.Contains(d.Tags, o.Value) {
			c.refuse(at, "every contact of the form has %q already", o.Value)
		}
		seen[o.Value] = true
	}
}

// value checks a fixed value that goes into a contact. Visitors' values are
// normalised before they are compared with it, so it must be in that form.
func (c *checker) value(p place, s string) {
	if normal, _, code := form.AppendText(nil, []byte(s), false); code != form.OK || string(normal) != s {
		c.refuse(p, "has leading, trailing or repeated white space, or an invisible character")
	}
}

func (c *checker) context(d *forms.Definition) {
	for i, key := range d.Context {
		if slices.ContainsFunc(d.Fields, func(f forms.Field) bool { return f.Name == shared.AttributePrefix+key }) {
			c.refuse(place{"context", i}, "a field has the name attributes.%s", key)
		}
	}
}

func (c *checker) countries(d *forms.Definition) {
	for i, country := range d.Countries.Allowed {
		c.country(place{"countries", "allowed", i}, country)
	}
	for i, country := range d.Countries.Neighbours {
		if !slices.Contains(d.Countries.Allowed, country) {
			c.refuse(place{"countries", "neighbours", i}, "%q is not among the allowed countries", country)
		}
	}
	if n := len(d.Countries.Allowed); d.Countries.Preload && (n == 0 || n > forms.MaxPreload) {
		c.refuse(place{"countries", "preload"}, "only a form with 1 to %d allowed countries can preload their phone tables", forms.MaxPreload)
	}
	if p := (place{"countries", "default"}); c.root.has(p) {
		c.country(p, d.Countries.Default)
		if len(d.Countries.Allowed) > 0 && !slices.Contains(d.Countries.Allowed, d.Countries.Default) {
			c.refuse(p, "%q is not among the allowed countries", d.Countries.Default)
		}
	}
}

func (c *checker) country(p place, code string) {
	if phone.ParseRegion(code).Alpha2() != code {
		c.refuse(p, "there is no country %q with phone numbers", code)
	}
}

func (c *checker) consent(d *forms.Definition) {
	if d.Consent == nil {
		return
	}
	for locale, words := range d.Consent.Text {
		at := place{"consent", "text"}
		if locale != "" {
			at = at.and(locale)
		}
		if !strings.Contains(words, d.Consent.Seller) {
			c.refuse(at, "does not name the seller, %q", d.Consent.Seller)
		}
		for _, span := range forms.Spans(words) {
			if span.URL == "" && strings.Contains(span.Text, "](") {
				c.refuse(at, "a link is not written [words](URL)")
			} else if span.URL != "" && !isLink(span.URL) {
				c.refuse(at, "the link %q is neither https nor mailto", span.URL)
			}
		}
	}
}
