package forms

import (
	"fmt"
	"slices"
	"strings"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// patterns are the names of patterns in definitions, by form.Pattern.
var patterns = [form.Patterns]string{
	form.Digits: "digits", form.Alphanumeric: "alphanumeric", form.Postcode: "postcode",
	form.Number: "number", form.Date: "date",
}

// PatternNames returns the names of the patterns, by form.Pattern. form.Any,
// which definitions cannot name, is "any".
func PatternNames() []string {
	names := slices.Clone(patterns[:])
	names[form.Any] = "any"
	return names
}

// Rules compiles the definition to the rules of shared.Validate. They do not
// include the definition's fixed tags, which a submission must not have.
func (d *Definition) Rules() (shared.Rules, error) {
	var rules shared.Rules
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Type == CallTimeField {
			continue
		}
		if f.Name == "tags" {
			rules.Tags = optionValues(f.Options)
			continue
		}
		rule, err := d.rule(f)
		if err != nil {
			return shared.Rules{}, err
		}
		rules.Fields = append(rules.Fields, rule)
	}
	if d.Consent != nil {
		rules.Fields = append(rules.Fields, form.Field{Name: shared.ConsentField, Kind: form.Checkbox, Required: d.Consent.Required})
	}
	return rules, nil
}

// AddFixedValues adds the definition's fixed tags and the values of its hidden
// fields to a contact that Validate accepted.
func (d *Definition) AddFixedValues(c *shared.Contact) {
	for _, tag := range d.Tags {
		if !slices.Contains(c.Tags, tag) {
			c.Tags = append(c.Tags, tag)
		}
	}
	for _, f := range d.Fields {
		key, ok := strings.CutPrefix(f.Name, shared.AttributePrefix)
		if !ok || f.Type != "hidden" {
			continue
		}
		if c.Attributes == nil {
			c.Attributes = map[string]string{}
		}
		c.Attributes[key] = f.Value
	}
}

func (d *Definition) rule(f *Field) (form.Field, error) {
	rule := form.Field{Name: f.Name, Required: f.Required, Min: f.Min, Max: f.Max}
	pattern := slices.Index(patterns[:], f.Pattern)
	if pattern < 0 {
		return rule, fmt.Errorf("field %s: no pattern %q", f.Name, f.Pattern)
	}
	rule.Pattern = form.Pattern(pattern)
	switch f.Type {
	case "text":
		if f.Name == "name" {
			rule.Kind = form.Name
		}
	case "textarea":
		rule.Kind = form.Multiline
	case "email":
		rule.Kind = form.Email
	case "select", "radio":
		rule.Kind = form.Option
		rule.Options = optionValues(f.Options)
	case "checkbox":
		rule.Kind = form.Checkbox
	case "hidden":
		rule.Kind = form.Option
		rule.Options = f.Value + "\x00"
	case "tel":
		return rule, d.phoneRule(&rule)
	default:
		return rule, fmt.Errorf("field %s: no type %q", f.Name, f.Type)
	}
	return rule, nil
}

func (d *Definition) phoneRule(rule *form.Field) error {
	rule.Kind = form.Tel
	if d.Countries.Default != "" {
		if rule.Region = phone.ParseRegion(d.Countries.Default); rule.Region == 0 {
			return fmt.Errorf("countries.default: no country %q", d.Countries.Default)
		}
	}
	for _, c := range d.Countries.Allowed {
		if phone.ParseRegion(c) == 0 {
			return fmt.Errorf("countries.allowed: no country %q", c)
		}
	}
	for _, c := range d.Countries.Neighbours {
		if !slices.Contains(d.Countries.Allowed, c) {
			return fmt.Errorf("countries.neighbours: %q is not among the allowed countries", c)
		}
	}
	rule.Countries = strings.ToUpper(strings.Join(d.Countries.Served(), ""))
	switch d.UnknownRanges {
	case "", "confirm":
	case RefuseUnknown:
		rule.RefuseUnknown = true
	default:
		return fmt.Errorf("unknown_ranges: no value %q", d.UnknownRanges)
	}
	for _, name := range d.NumberTypes {
		t, ok := phone.ParseType(name)
		if !ok {
			return fmt.Errorf("number_types: no type %q", name)
		}
		rule.Types |= 1 << t
	}
	return nil
}

func optionValues(options []Option) string {
	var b strings.Builder
	for _, o := range options {
		b.WriteString(o.Value)
		b.WriteByte(0)
	}
	return b.String()
}
