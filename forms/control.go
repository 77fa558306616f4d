package forms

import (
	"strconv"
	"strings"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
)

// controlName returns the name attribute of a field's control: attributes[plan]
// for attributes.plan.
func controlName(field string) string {
	if key, ok := strings.CutPrefix(field, shared.AttributePrefix); ok {
		return "attributes[" + key + "]"
	}
	return field
}

// isGroup reports whether a field has one control for each option.
func (f *PublicField) isGroup() bool {
	return f.Type == "radio" || f.Type == "checkbox" && f.Options != nil
}

// id returns the id of a field's control, or of the first control of a group.
func (b *builder) id(f *PublicField) string {
	if f.isGroup() {
		return b.prefix + f.Name + "-0"
	}
	return b.prefix + f.Name
}

func (b *builder) field(f *PublicField) Node {
	id, help, helpID := b.id(f), Node{}, ""
	if f.Help != "" {
		helpID = b.prefix + f.Name + "-help"
		help = element("p", attr("class", "tf-help").and("id", helpID), textNode(f.Help))
	}
	input := attr("id", id).and("name", controlName(f.Name))
	switch {
	case f.Type == "hidden":
		return hidden(controlName(f.Name), f.Value)
	case f.isGroup():
		return b.group(f, help, helpID)
	case f.Type == "checkbox":
		input = input.and("type", "checkbox").and("value", "true").when("required", f.Required).
			when("checked", b.State.chose(f.Name, "true"))
		return element("div", attr("class", "tf-field"),
			b.choice(b.described(input, f.Name, id, helpID), b.label(f)...), help, b.message(f.Name, id))
	}
	input = append(attr("class", "tf-input"), input...).when("required", f.Required).and("autocomplete", f.Autocomplete)
	return element("div", attr("class", "tf-field"),
		element("label", attr("class", "tf-label").and("for", id), b.label(f)...),
		help, b.input(f, b.described(input, f.Name, id, helpID)), b.message(f.Name, id))
}

// group returns a fieldset with a radio button or checkbox for each option.
func (b *builder) group(f *PublicField, help Node, helpID string) Node {
	first := b.id(f)
	children := []Node{element("legend", attr("class", "tf-label"), b.label(f)...), help}
	for i, o := range f.Options {
		input := attr("type", f.Type).and("id", b.prefix+f.Name+"-"+strconv.Itoa(i)).and("name", controlName(f.Name)).
			and("value", o.Value).when("required", f.Type == "radio" && f.Required).
			when("checked", b.State.chose(f.Name, o.Value))
		if b.State.message(f.Name) != "" {
			input = input.and("aria-invalid", "true")
		}
		children = append(children, b.choice(input, textNode(o.Label)))
	}
	box := attr("class", "tf-field").and("id", b.prefix+f.Name)
	if ids := b.descriptions(f.Name, first, helpID); ids != "" {
		box = box.and("aria-describedby", ids)
	}
	return element("fieldset", box, append(children, b.message(f.Name, first))...)
}

// label returns the content of a label or legend.
func (b *builder) label(f *PublicField) []Node {
	if f.Required {
		return []Node{textNode(f.Label)}
	}
	return []Node{textNode(f.Label), element("span", attr("class", "tf-optional"), textNode(" ("+b.Messages["optional"]+")"))}
}

// choice returns a label with a checkbox or radio button inside.
func (b *builder) choice(input attributes, words ...Node) Node {
	box := element("input", input)
	id, _ := box.Attribute("id")
	return element("label", attr("class", "tf-choice").and("for", id), box, element("span", nil, words...))
}

// described adds the ARIA attributes that refer to a control's help and error.
func (b *builder) described(input attributes, field, id, helpID string) attributes {
	input = input.and("aria-describedby", b.descriptions(field, id, helpID))
	if b.State.message(field) != "" {
		input = input.and("aria-invalid", "true")
	}
	return input
}

// descriptions returns the ids of a field's help and error, separated by a space.
func (b *builder) descriptions(field, id, helpID string) string {
	if b.State.message(field) == "" {
		return helpID
	}
	return strings.TrimSpace(helpID + " " + id + "-error")
}

// message returns the paragraph with a field's error, or the zero Node.
func (b *builder) message(field, id string) Node {
	message := b.State.message(field)
	if message == "" {
		return Node{}
	}
	return element("p", attr("class", "tf-error").and("id", id+"-error"), textNode(message))
}

// inputModes are the values of inputmode by pattern.
var inputModes = [form.Patterns]string{form.Digits: "numeric", form.Number: "decimal"}

// keyboard adds the attributes that select a field's on-screen keyboard (HTML
// Standard, sections 6.8.5 to 6.8.8). An email address has type text, since
// browsers rewrite international domains in inputs of type email.
func (f *PublicField) keyboard(input attributes) attributes {
	switch f.Kind {
	case form.Email:
		input = input.and("type", "text").and("inputmode", "email").and("autocapitalize", "none").and("spellcheck", "false")
	case form.Tel:
		input = input.and("type", "tel").and("inputmode", "tel")
	case form.Name:
		input = input.and("type", "text").and("autocapitalize", "words").and("spellcheck", "false")
	default:
		input = input.and("type", "text").and("inputmode", inputModes[f.Pattern])
	}
	return input.and("enterkeyhint", "next")
}

func (b *builder) input(f *PublicField, input attributes) Node {
	value := b.State.value(f.Name)
	// maxlength counts UTF-16 units, and browsers truncate pasted text to it
	// silently. It is therefore twice the limit in code points; the rules check
	// the exact limit.
	limited := func(a attributes) attributes { return a.count("minlength", f.Min).count("maxlength", 2*f.Max) }
	switch f.Type {
	case "select", CallTimeField:
		options := []Node{option("", f.Placeholder, false)}
		for _, o := range f.Options {
			options = append(options, option(o.Value, o.Label, o.Value == value))
		}
		return element("select", input, options...)
	case "textarea":
		return element("textarea", limited(input).and("rows", "4").and("placeholder", f.Placeholder), textNode(value))
	case "tel":
		number := element("input", f.keyboard(input).and("placeholder", f.Placeholder).and("value", value))
		return element("div", attr("class", "tf-tel").and("dir", "ltr"), b.country(), number)
	}
	return element("input", limited(f.keyboard(input)).and("placeholder", f.Placeholder).and("value", value))
}

func option(value, label string, selected bool) Node {
	return element("option", attributes(nil).always("value", value).when("selected", selected), textNode(label))
}
