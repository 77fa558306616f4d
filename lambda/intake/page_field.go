package intake

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"thoughtlyform/forms"
)

// field writes one field's control with its label, help and error.
func (p *page) field(f forms.PublicField, value string, tags []string, wrong string) {
	switch {
	case f.Type == "hidden":
		p.hidden(controlName(f.Name), f.Value)
	case len(f.Options) > 0 && f.Type != "select":
		p.choices(f, value, tags, wrong)
	case f.Type == "checkbox":
		p.raw("<p>")
		p.mistake(f.Name, wrong)
		p.raw("<input type=\"checkbox\" value=\"true\"")
		p.control(f, wrong)
		p.flag("checked", value == "true")
		p.raw("> ")
		p.label(f)
		p.raw("</p>\n")
	default:
		p.raw("<p>")
		p.label(f)
		p.raw("<br>\n")
		p.mistake(f.Name, wrong)
		p.input(f, value, wrong)
		p.help(f)
		p.raw("</p>\n")
	}
}

func (p *page) input(f forms.PublicField, value, wrong string) {
	switch f.Type {
	case "textarea":
		p.raw("<textarea")
		p.control(f, wrong)
		p.raw(">\n") // a parser drops the line feed after the tag
		p.text(value)
		p.raw("</textarea>")
	case "select":
		p.raw("<select")
		p.control(f, wrong)
		p.raw("><option></option>")
		for _, o := range f.Options {
			p.raw("<option")
			p.attr("value", o.Value)
			p.flag("selected", o.Value == value)
			p.raw(">")
			p.text(o.Label)
			p.raw("</option>")
		}
		p.raw("</select>")
	default:
		p.raw("<input")
		p.attr("type", f.Type)
		p.control(f, wrong)
		p.attr("value", value)
		if n := maxLength(f); n > 0 {
			p.attr("maxlength", strconv.Itoa(n))
		}
		p.raw(">")
	}
}

// choices is a group of radio buttons or of boxes.
func (p *page) choices(f forms.PublicField, value string, tags []string, wrong string) {
	p.raw("<fieldset")
	p.attr("id", controlID(f.Name))
	p.raw(" tabindex=\"-1\">")
	p.element("legend", f.Label)
	p.mistake(f.Name, wrong)
	for _, o := range f.Options {
		p.raw("<label><input")
		p.attr("type", f.Type)
		p.attr("name", controlName(f.Name))
		p.attr("value", o.Value)
		p.flag("checked", isChecked(f, o.Value, value, tags))
		p.raw("> ")
		p.text(o.Label)
		p.raw("</label>\n")
	}
	p.help(f)
	p.raw("</fieldset>\n")
}

// control writes the attributes that every single control has.
func (p *page) control(f forms.PublicField, wrong string) {
	p.attr("id", controlID(f.Name))
	p.attr("name", controlName(f.Name))
	p.attr("autocomplete", f.Autocomplete)
	p.flag("required", f.Required)
	var described []string
	if wrong != "" {
		p.attr("aria-invalid", "true")
		described = append(described, controlID(f.Name)+"-error")
	}
	if f.Help != "" {
		described = append(described, controlID(f.Name)+"-help")
	}
	p.attr("aria-describedby", strings.Join(described, " "))
}

func (p *page) label(f forms.PublicField) {
	p.raw("<label")
	p.attr("for", controlID(f.Name))
	p.raw(">")
	p.text(f.Label)
	p.raw("</label>")
}

func (p *page) help(f forms.PublicField) {
	if f.Help == "" {
		return
	}
	p.raw("<br><small")
	p.attr("id", controlID(f.Name)+"-help")
	p.raw(">")
	p.text(f.Help)
	p.raw("</small>")
}

func (p *page) mistake(field, wrong string) {
	if wrong == "" {
		return
	}
	p.raw("<strong")
	p.attr("id", controlID(field)+"-error")
	p.raw(">")
	p.text(wrong)
	p.raw("</strong><br>\n")
}

func (p *page) consent(c *forms.PublicConsent, given bool, wrong string) {
	p.raw("<p>")
	p.mistake("consent", wrong)
	p.raw("<input type=\"checkbox\" name=\"consent\" value=\"true\"")
	p.attr("id", controlID("consent"))
	p.flag("required", c.Required)
	p.flag("checked", given)
	if wrong != "" {
		p.attr("aria-invalid", "true")
		p.attr("aria-describedby", controlID("consent")+"-error")
	}
	p.raw("> <label")
	p.attr("for", controlID("consent"))
	p.raw(">")
	p.linked(c.Text)
	p.raw("</label></p>\n")
}

// linked writes text in which [words](https://…) are links.
func (p *page) linked(text string) {
	for {
		before, rest, ok := strings.Cut(text, "[")
		words, rest, ok2 := strings.Cut(rest, "](")
		target, after, ok3 := strings.Cut(rest, ")")
		if !ok || !ok2 || !ok3 || !strings.HasPrefix(target, "https://") {
			p.text(text)
			return
		}
		p.text(before)
		p.raw("<a")
		p.attr("href", target)
		p.raw(">")
		p.text(words)
		p.raw("</a>")
		text = after
	}
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
