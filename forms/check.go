package forms

import (
	"strings"
	"unicode/utf8"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// Limits of a definition, in code points for texts.
const (
	maxID       = 40
	maxTitle    = 200
	maxLabel    = 200
	maxHint     = 500 // helps and placeholders
	maxMessage  = 1000
	maxConsent  = 4000
	maxSeller   = 200
	maxVersion  = 40
	maxTag      = 100
	maxOptions  = 250
	maxSeconds  = 31 * 24 * 60 * 60
	maxFillTime = 60 // seconds

	minDifficulty, maxDifficulty = 8, 24 // bits
)

// definition checks what the shape of the file does not say. d is the decoded
// file.
func (c *checker) definition(d *Definition, id string, known func(locale string) bool) {
	if !isID(d.ID) {
		c.refuse(place{"id"}, "must be 1 to %d of a-z, 0-9 and hyphens, and begin with a letter", maxID)
	} else if d.ID != id {
		c.refuse(place{"id"}, "is %q; it must be the file's name, %q", d.ID, id)
	}
	c.locales(d, known)
	c.text(d, place{"title"}, d.Title, maxTitle)
	c.within(place{"title_level"}, d.TitleLevel, 1, 6)
	c.text(d, place{"submit"}, d.Submit, maxLabel)
	c.fields(d)
	c.tags(d)
	c.context(d)
	c.countries(d)
	c.limits(&d.Limits)
	c.consent(d)
	c.text(d, place{"success", "message"}, d.Success.Message, maxMessage)
	c.destination(place{"success", "redirect"}, d.Success.Redirect)
	if len(d.Success.Message) > 0 && d.Success.Redirect != "" {
		c.refuse(place{"success"}, "has a message and a redirect; only one can be shown")
	}
	c.destination(place{"error_page"}, d.ErrorPage)
	c.origins(d.Origins)
	c.guard(&d.Guard)
}

func isID(s string) bool {
	if s == "" || len(s) > maxID || !isLower(s[0]) || s == "schema" {
		return false
	}
	for i := range len(s) {
		if !isLower(s[i]) && !isDigit(s[i]) && s[i] != '-' {
			return false
		}
	}
	return true
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (c *checker) locales(d *Definition, known func(string) bool) {
	seen := map[string]bool{}
	for i, l := range d.Locales {
		switch p := (place{"locales", i}); {
		case !isLanguageTag(l):
			c.refuse(p, "%q is no language tag such as en or pt-BR", l)
		case seen[l]:
			c.refuse(p, "%q is listed twice", l)
		case !known(l):
			c.refuse(p, "there is no locales/%s.json", language(l))
		}
		seen[l] = true
	}
	if c.root.has(place{"locales"}) && len(d.Locales) == 0 {
		c.refuse(place{"locales"}, "is empty")
	}
}

// isLanguageTag takes the part of BCP 47 that sites use: a language and
// subtags of 2 to 8 letters and digits.
func isLanguageTag(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if len(part) < 2 || len(part) > 8 || i == 0 && len(part) > 3 {
			return false
		}
		for j := range len(part) {
			if lower := part[j] | 0x20; !isLower(lower) && (i == 0 || !isDigit(part[j])) || i == 0 && part[j] != lower {
				return false
			}
		}
	}
	return true
}

// fallback is the locale that serves where no other does.
func (d *Definition) fallback() string {
	if len(d.Locales) == 0 {
		return "en"
	}
	return d.Locales[0]
}

// text checks words for people: each for a locale that the form has, one of
// them for the fallback, none empty, overlong or with control characters.
func (c *checker) text(d *Definition, p place, t Text, limit int) {
	if !c.root.has(p) {
		return
	}
	served := false
	for _, m := range c.root.at(p).members {
		served = served || m.name == d.fallback() || m.name == language(d.fallback())
		if !d.speaks(m.name) {
			c.refuse(p.and(m.name), "the form does not have this locale")
		}
		c.words(p.and(m.name), m.value.literal, limit)
	}
	if c.root.at(p).kind == text {
		c.words(p, t[""], limit)
	} else if !served {
		c.refuse(p, "lacks the words for %s, the first of the form's locales", d.fallback())
	}
}

// speaks reports whether words for a tag can ever be shown.
func (d *Definition) speaks(tag string) bool {
	for _, l := range d.Locales {
		if tag == l || tag == language(l) {
			return true
		}
	}
	return len(d.Locales) == 0 && tag == "en"
}

func (c *checker) words(p place, s string, limit int) {
	switch {
	case strings.TrimSpace(s) == "":
		c.refuse(p, "is empty")
	case utf8.RuneCountInString(s) > limit:
		c.refuse(p, "is longer than %d characters", limit)
	case strings.ContainsFunc(s, isControl):
		c.refuse(p, "holds a control character")
	}
}

func isControl(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 }

// value checks a fixed value that goes into a contact. Visitors' values are
// normalised before they are compared with it, so it must be in that form.
func (c *checker) value(p place, s string, limit int) {
	normal, chars, code := form.AppendText(nil, []byte(s), false)
	switch {
	case s == "":
		c.refuse(p, "is empty")
	case code != form.OK:
		c.refuse(p, "holds a control character")
	case string(normal) != s:
		c.refuse(p, "has white space at an end or doubled, or a character that shows nothing")
	case chars > limit:
		c.refuse(p, "is longer than %d characters", limit)
	case strings.ContainsAny(s, "{}"):
		c.refuse(p, "holds a brace, which an agent's script reads as a placeholder")
	}
}

func (c *checker) tags(d *Definition) {
	seen := map[string]bool{}
	for i, tag := range d.Tags {
		p := place{"tags", i}
		c.value(p, tag, maxTag)
		if seen[tag] {
			c.refuse(p, "%q is listed twice", tag)
		}
		seen[tag] = true
	}
	if len(d.Tags) > shared.MaxTags {
		c.refuse(place{"tags"}, "has more than %d tags", shared.MaxTags)
	}
}

func (c *checker) countries(d *Definition) {
	allowed := map[string]bool{}
	for i, country := range d.Countries.Allowed {
		p := place{"countries", "allowed", i}
		c.country(p, country)
		if allowed[country] {
			c.refuse(p, "%q is listed twice", country)
		}
		allowed[country] = true
	}
	if c.root.has(place{"countries", "allowed"}) && len(allowed) == 0 {
		c.refuse(place{"countries", "allowed"}, "is empty")
	}
	if p := (place{"countries", "default"}); c.root.has(p) {
		c.country(p, d.Countries.Default)
		if len(allowed) > 0 && !allowed[d.Countries.Default] {
			c.refuse(p, "%q is not among the allowed countries", d.Countries.Default)
		}
	}
	seen := map[string]bool{}
	for i, name := range d.NumberTypes {
		p := place{"number_types", i}
		if t, ok := phone.ParseType(name); !ok || t == phone.Unknown {
			c.refuse(p, "there is no number type %q", name)
		}
		if seen[name] {
			c.refuse(p, "%q is listed twice", name)
		}
		seen[name] = true
	}
	if c.root.has(place{"number_types"}) && len(d.NumberTypes) == 0 {
		c.refuse(place{"number_types"}, "is empty")
	}
}

func (c *checker) country(p place, s string) {
	if !isCountry(s) {
		c.refuse(p, "there is no country %q; countries are ISO 3166-1 alpha-2 codes in capitals", s)
	}
}

func (c *checker) limits(l *Limits) {
	for _, limit := range []struct {
		name string
		Limit
	}{{"per_phone", l.PerPhone}, {"per_address", l.PerAddress}} {
		if p := (place{"limits", limit.name}); c.root.has(p) {
			c.within(p.and("count"), limit.Count, 1, 1_000_000)
			c.within(p.and("seconds"), limit.Seconds, 1, maxSeconds)
		}
	}
	c.within(place{"limits", "per_day"}, l.PerDay, 1, 10_000_000)
	c.within(place{"limits", "per_minute"}, l.PerMinute, 1, 1_000_000)
}

func (c *checker) guard(g *Guard) {
	c.within(place{"guard", "difficulty"}, g.Difficulty, minDifficulty, maxDifficulty)
	if g.MinSeconds != nil {
		c.within(place{"guard", "min_seconds"}, *g.MinSeconds, 0, maxFillTime)
	}
}

// within checks a number that is present.
func (c *checker) within(p place, n, least, most int) {
	if c.root.has(p) && (n < least || n > most) {
		c.refuse(p, "is %d; it must be %d to %d", n, least, most)
	}
}

func (c *checker) consent(d *Definition) {
	if d.Consent == nil {
		return
	}
	p := place{"consent"}
	if v := d.Consent.Version; v == "" || len(v) > maxVersion || strings.Trim(v, versionCharacters) != "" {
		c.refuse(p.and("version"), "must be 1 to %d letters, digits, dots, underscores and hyphens", maxVersion)
	}
	c.words(p.and("seller"), d.Consent.Seller, maxSeller)
	c.text(d, p.and("text"), d.Consent.Text, maxConsent)
	for locale, words := range d.Consent.Text {
		at := p.and("text")
		if locale != "" {
			at = at.and(locale)
		}
		if !strings.Contains(words, d.Consent.Seller) {
			c.refuse(at, "does not name the seller, %q", d.Consent.Seller)
		}
		for _, span := range Spans(words) {
			if span.URL == "" && strings.Contains(span.Text, "](") {
				c.refuse(at, "a link is not written [words](URL)")
			} else if span.URL != "" && !isLink(span.URL) {
				c.refuse(at, "the link %q is neither https nor mailto", span.URL)
			}
		}
	}
}

const versionCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
