package forms

import (
	"strconv"
	"strings"

	"thoughtlyform/shared"
)

// TreeOptions are the options of Public.Tree and Public.Element.
type TreeOptions struct {
	Endpoint string     // URL of the API without a trailing slash; "" for the page's own origin
	State    *FormState // the refused submission, if the form is shown again
	Untitled bool       // without the title
}

// Tree returns the form's markup as elements. Nothing else defines the markup.
// Each id begins with the form's id, so that a page can have several forms.
func (p *Public) Tree(o TreeOptions) Node {
	b := builder{Public: p, TreeOptions: o, prefix: "tf-" + p.ID + "-"}
	return b.form()
}

// Snippet returns the markup that a site pastes into a page: the stylesheet, the
// script, and the element with the form inside, which also works without the
// script. widget is the URL of the directory with thoughtly-form.js and
// thoughtly-form.css.
func (p *Public) Snippet(endpoint, widget string) []Node {
	return []Node{
		element("link", attr("rel", "stylesheet").and("href", widget+"/thoughtly-form.css")),
		element("script", attr("type", "module").and("src", widget+"/thoughtly-form.js")),
		p.Element(TreeOptions{Endpoint: endpoint}),
	}
}

// Element returns the <thoughtly-form> element with the form inside, for a page
// that loads the stylesheet and the script separately.
func (p *Public) Element(o TreeOptions) Node {
	return element("thoughtly-form", attr("form", p.ID).and("locale", p.Locale).and("endpoint", o.Endpoint), p.Tree(o))
}

type builder struct {
	*Public
	TreeOptions
	prefix string // of ids
}

func (b *builder) form() Node {
	title, titleID := Node{}, ""
	if b.Title != "" && !b.Untitled {
		titleID = b.prefix + "title"
		title = element("h"+strconv.Itoa(b.TitleLevel), attr("class", "tf-title").and("id", titleID), textNode(b.Title))
	}
	children := []Node{title, b.summary(), hidden("form", b.ID), hidden("page[locale]", b.Locale)}
	children = append(children, b.State.carried()...)
	for i := range b.Fields {
		children = append(children, b.field(&b.Fields[i]))
	}
	children = append(children, b.consent()...)
	if b.Stop {
		children = append(children, b.StopLink(b.Endpoint))
	}
	if b.Honeypot {
		children = append(children, b.honeypot())
	}
	children = append(children, element("button", attr("class", "tf-submit").and("type", "submit"), textNode(b.Submit)))
	return element("form", attr("class", "tf-form").and("method", "post").and("action", b.Endpoint+"/contacts").
		and("accept-charset", "utf-8").and("lang", b.Locale).and("dir", b.Dir).and("aria-labelledby", titleID).
		when("novalidate", b.State != nil), children...)
}

// consent returns the consent's control and the hidden inputs with its version
// and the SHA-256 of its text.
func (b *builder) consent() []Node {
	c := b.Consent
	if c == nil {
		return nil
	}
	id := b.prefix + shared.ConsentField
	input := attr("type", "checkbox").and("id", id).and("name", shared.ConsentField).and("value", "true").
		when("required", c.Required).when("checked", b.State.chose(shared.ConsentField, "true"))
	return []Node{
		hidden("page[consent_version]", c.Version),
		hidden("consent_text_sha256", c.TextSHA256),
		element("div", attr("class", "tf-field tf-consent"),
			b.choice(b.described(input, shared.ConsentField, id, ""), consentWords(c.Text)...),
			b.message(shared.ConsentField, id)),
	}
}

// StopLink returns a paragraph with a link to the do-not-call page.
func (p *Public) StopLink(endpoint string) Node {
	link := attr("href", endpoint+"/stop?locale="+p.Locale).and("target", "_blank").and("rel", "noopener")
	return element("p", attr("class", "tf-help tf-stop"), element("a", link, textNode(p.Messages["stop.link"])))
}

// consentWords returns a consent's text with its links as elements.
func consentWords(words string) (nodes []Node) {
	for _, span := range Spans(words) {
		switch link := attr("href", span.URL); {
		case span.URL == "":
			nodes = append(nodes, textNode(span.Text))
		case strings.HasPrefix(span.URL, "mailto:"):
			nodes = append(nodes, element("a", link, textNode(span.Text)))
		default:
			nodes = append(nodes, element("a", link.and("target", "_blank").and("rel", "noopener"), textNode(span.Text)))
		}
	}
	return nodes
}

// honeypot returns a control that visitors do not see. It is inside a <bdi>,
// whose display pages rarely style, so that the hidden attribute works without
// a stylesheet. The data attributes keep password managers from filling it in.
func (b *builder) honeypot() Node {
	return element("bdi", attr("class", "tf-more").and("aria-hidden", "true").when("hidden", true).when("inert", true),
		element("label", nil, textNode(b.Messages["label.honeypot"]+" "),
			element("input", attr("type", "text").and("name", shared.HoneypotName).and("tabindex", "-1").and("autocomplete", "off").
				when("data-1p-ignore", true).and("data-lpignore", "true").and("data-form-type", "other"))))
}
