package check

import (
	"net/url"
	"slices"
	"strings"

	"thoughtlyform/forms"
)

// texts checks the locales of every text that visitors see.
func (c *checker) texts(d *forms.Definition) {
	c.text(d, place{"title"}, d.Title)
	c.text(d, place{"submit"}, d.Submit)
	c.text(d, place{"success", "message"}, d.Success.Message)
	if d.Consent != nil {
		c.text(d, place{"consent", "text"}, d.Consent.Text)
	}
	for i := range d.Fields {
		f, p := &d.Fields[i], place{"fields", i}
		c.text(d, p.and("label"), f.Label)
		c.text(d, p.and("help"), f.Help)
		c.text(d, p.and("placeholder"), f.Placeholder)
		for j := range f.Options {
			c.text(d, p.and("options", j, "label"), f.Options[j].Label)
		}
	}
}

// text checks the locales of a text. The form's first locale, which is the
// fallback, must have the text, and each locale of the text must be one of the
// form's. It warns of other locales without the text, which show the fallback.
func (c *checker) text(d *forms.Definition, p place, t forms.Text) {
	if len(t) == 0 || t[""] != "" {
		return
	}
	locales := d.Locales
	if len(locales) == 0 {
		locales = []string{"en"}
	}
	for _, m := range c.root.at(p).members {
		if !slices.ContainsFunc(locales, func(l string) bool { return m.name == l || m.name == baseLanguage(l) }) {
			c.refuse(p.and(m.name), "the form does not have this locale; it has %s%s", list(locales), suggestion(m.name, locales))
		}
	}
	for i, l := range locales {
		if t[l] != "" || t[baseLanguage(l)] != "" {
			continue
		}
		if i == 0 {
			c.refuse(p, "has no text for %s, the first of the form's locales", l)
			return
		}
		c.warn(p, "has no text for %s; visitors see the text for %s", l, locales[0])
	}
}

const maxURL = 2000 // bytes

// isLink reports whether a consent may link to a URL: https or mailto, at most
// maxURL bytes.
func isLink(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > maxURL {
		return false
	}
	return u.Scheme == "https" && u.Host != "" && u.User == nil || u.Scheme == "mailto" && strings.Contains(u.Opaque, "@")
}
