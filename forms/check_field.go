package forms

import (
	"slices"
	"strings"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
)

const maxKey = 40 // bytes of an attribute's key

var fieldTypes = []string{"text", "email", "tel", "select", "radio", "checkbox", "textarea", "hidden"}

func (c *checker) fields(d *Definition) {
	seen := map[string]bool{}
	attributes := 0
	for i := range d.Fields {
		f, p := &d.Fields[i], place{"fields", i}
		if seen[f.Name] {
			c.refuse(p.and("name"), "there is another field %q", f.Name)
		}
		seen[f.Name] = true
		if strings.HasPrefix(f.Name, shared.AttributePrefix) {
			attributes++
		}
		c.name(p, f)
		c.field(d, p, f)
	}
	if !seen["phone_number"] {
		c.refuse(place{"fields"}, "lacks the field phone_number")
	}
	if attributes > shared.MaxAttributes {
		c.refuse(place{"fields"}, "has more than %d attributes", shared.MaxAttributes)
	}
}

// name checks a field's name and the types that it may have.
func (c *checker) name(p place, f *Field) {
	var types []string
	switch key, isAttribute := strings.CutPrefix(f.Name, shared.AttributePrefix); {
	case f.Name == "phone_number":
		types = []string{"tel"}
	case f.Name == "name":
		types = []string{"text"}
	case f.Name == "email":
		types = []string{"email"}
	case f.Name == "tags":
		types = []string{"checkbox", "select", "radio"}
	case isAttribute && isKey(key):
		types = []string{"text", "email", "select", "radio", "checkbox", "textarea", "hidden"}
	case isAttribute:
		c.refuse(p.and("name"), "the attribute's key must be 1 to %d of a-z, 0-9 and underscores, and begin with a letter", maxKey)
		return
	default:
		c.refuse(p.and("name"), "%q is none of phone_number, name, email, tags and attributes.<key>", f.Name)
		return
	}
	if !slices.Contains(fieldTypes, f.Type) {
		c.refuse(p.and("type"), "there is no type %q", f.Type)
	} else if !slices.Contains(types, f.Type) {
		c.refuse(p.and("type"), "%s may be %s, not %s", f.Name, strings.Join(types, ", "), f.Type)
	}
}

// isKey is the rule of attribute keys. They stand in an agent's script as
// {key}, so they are plain.
func isKey(s string) bool {
	for i := range len(s) {
		if !isLower(s[i]) && (i == 0 || !isDigit(s[i]) && s[i] != '_') {
			return false
		}
	}
	return s != "" && len(s) <= maxKey
}

// onlyFor says which types a member makes sense for.
var onlyFor = []struct {
	member string
	types  []string
}{
	{"label", []string{"text", "email", "tel", "select", "radio", "checkbox", "textarea"}},
	{"help", []string{"text", "email", "tel", "select", "radio", "checkbox", "textarea"}},
	{"required", []string{"text", "email", "tel", "select", "radio", "checkbox", "textarea"}},
	{"placeholder", []string{"text", "email", "tel", "select", "textarea"}},
	{"autocomplete", []string{"text", "email", "tel", "select", "textarea"}},
	{"min", []string{"text", "textarea"}},
	{"max", []string{"text", "textarea"}},
	{"pattern", []string{"text"}},
	{"options", []string{"select", "radio", "checkbox"}},
	{"value", []string{"hidden"}},
	{"prefill", []string{"text", "email", "select", "radio", "checkbox", "textarea"}},
}

func (c *checker) field(d *Definition, p place, f *Field) {
	for _, only := range onlyFor {
		if c.root.has(p.and(only.member)) && !slices.Contains(only.types, f.Type) && slices.Contains(fieldTypes, f.Type) {
			c.refuse(p.and(only.member), "is not for fields of type %s", f.Type)
		}
	}
	c.text(d, p.and("label"), f.Label, maxLabel)
	c.text(d, p.and("help"), f.Help, maxHint)
	c.text(d, p.and("placeholder"), f.Placeholder, maxHint)
	if f.Type != "hidden" && !c.root.has(p.and("label")) && strings.HasPrefix(f.Name, shared.AttributePrefix) {
		c.refuse(p, "lacks label; only phone_number, name, email and tags have one of their own")
	}
	if f.Autocomplete != "" || c.root.has(p.and("autocomplete")) {
		if reason := autofill(f.Autocomplete); reason != "" {
			c.refuse(p.and("autocomplete"), "%s", reason)
		}
	}
	if f.Name == "tags" && f.Required {
		c.refuse(p.and("required"), "is not for tags; give the form a fixed tag, or ask with an attribute")
	}
	if c.root.has(p.and("pattern")) && (f.Pattern == "" || !slices.Contains(patterns[:], f.Pattern)) {
		c.refuse(p.and("pattern"), "there is no pattern %q", f.Pattern)
	}
	c.lengths(p, f)
	c.options(d, p, f)
	if f.Type == "hidden" {
		if c.root.has(p.and("value")) {
			c.value(p.and("value"), f.Value, form.MaxText)
		} else {
			c.refuse(p, "lacks value")
		}
	}
}

func (c *checker) lengths(p place, f *Field) {
	limit := form.MaxText
	switch {
	case f.Name == "name":
		limit = form.MaxName
	case f.Type == "textarea":
		limit = form.MaxMultiline
	}
	c.within(p.and("min"), f.Min, 1, limit)
	c.within(p.and("max"), f.Max, 1, limit)
	if f.Max > 0 && f.Min > f.Max {
		c.refuse(p.and("min"), "is %d, more than max, %d", f.Min, f.Max)
	}
}

func (c *checker) options(d *Definition, p place, f *Field) {
	wanted := f.Type == "select" || f.Type == "radio" || f.Type == "checkbox" && f.Name == "tags"
	if !wanted {
		if f.Type == "checkbox" && len(f.Options) > 0 {
			c.refuse(p.and("options"), "are for a checkbox named tags alone; a checkbox of an attribute is one tick")
		}
		return
	}
	most := maxOptions
	if f.Name == "tags" && f.Type == "checkbox" {
		most = shared.MaxTags - len(d.Tags)
	}
	switch at := p.and("options"); {
	case !c.root.has(at):
		c.refuse(p, "lacks options")
	case len(f.Options) == 0:
		c.refuse(at, "is empty")
	}
	if len(f.Options) > most {
		c.refuse(p.and("options"), "has %d; the most is %d", len(f.Options), most)
	}
	seen := map[string]bool{}
	for i, o := range f.Options {
		at := p.and("options", i)
		limit := form.MaxText
		if f.Name == "tags" {
			limit = maxTag
		}
		c.value(at.and("value"), o.Value, limit)
		c.text(d, at.and("label"), o.Label, maxLabel)
		if seen[o.Value] {
			c.refuse(at.and("value"), "%q is listed twice", o.Value)
		}
		if f.Name == "tags" && slices.Contains(d.Tags, o.Value) {
			c.refuse(at.and("value"), "%q is put on every contact already", o.Value)
		}
		seen[o.Value] = true
	}
}
