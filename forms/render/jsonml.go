package render

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"thoughtlyform/forms"
)

// Definition is the data of GET /forms/{id}.
type Definition struct {
	forms.Public
	Tree json.RawMessage `json:"tree"` // JsonML
}

// NewDefinition returns the public definition p with its tree.
func NewDefinition(p forms.Public) Definition {
	return Definition{p, JsonML(p.Tree(forms.TreeOptions{}))}
}

// First is the part of a definition that is needed to draw the form. Browsers
// load the rest at the visitor's first touch.
type First struct {
	ID           string          `json:"id"`
	Locale       string          `json:"locale"`
	Country      string          `json:"country,omitempty"`       // default, alpha-2
	CallingCode  int             `json:"calling_code,omitempty"`  // of the default country
	CallingCodes []int           `json:"calling_codes,omitempty"` // Public.CallingCodes
	Prefill      []string        `json:"prefill,omitempty"`       // names of fields that the page's query may set
	Busy         string          `json:"busy"`                    // message while a submission is sent
	Failed       string          `json:"failed"`                  // message when sending fails
	Tree         json.RawMessage `json:"tree"`                    // JsonML
}

// NewFirst returns the first part of the public definition p.
func NewFirst(p forms.Public) First {
	f := First{
		ID: p.ID, Locale: p.Locale, Country: p.Country, CallingCode: p.CallingCode, CallingCodes: p.CallingCodes,
		Busy: p.Messages["busy"], Failed: p.Messages["failed"], Tree: JsonML(p.Tree(forms.TreeOptions{})),
	}
	for i := range p.Fields {
		if p.Fields[i].Prefill {
			f.Prefill = append(f.Prefill, p.Fields[i].Name)
		}
	}
	return f
}

// NewRest returns the public definition p without its tree and without the
// messages that only the tree and the server's own pages contain.
func NewRest(p forms.Public) forms.Public {
	p.Messages = maps.Clone(p.Messages)
	maps.DeleteFunc(p.Messages, func(key, _ string) bool {
		group, _, _ := strings.Cut(key, ".")
		return slices.Contains(drawn, group)
	})
	return p
}

// drawn are the first parts of the keys of those messages.
var drawn = []string{"call_time", "choose", "countries", "dir", "label", "optional", "stop", "submit", "weekdays"}

// JsonML returns a tree as JsonML (jsonml.org): a text is a string, and an element
// is an array of its tag, an object of its attributes, and its children. The
// value of a boolean attribute is "".
func JsonML(n forms.Node) json.RawMessage { return appendJsonML(nil, &n) }

func appendJsonML(b []byte, n *forms.Node) []byte {
	if n.Tag == "" {
		return appendString(b, n.Text)
	}
	b = appendString(append(b, '['), n.Tag)
	b = append(b, ',', '{')
	for i, a := range n.Attributes {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, a.Name), ':')
		b = appendString(b, a.Value)
	}
	b = append(b, '}')
	for i := range n.Children {
		b = appendJsonML(append(b, ','), &n.Children[i])
	}
	return append(b, ']')
}

func appendString(b []byte, s string) []byte {
	quoted, _ := json.Marshal(s) // a string never fails
	return append(b, quoted...)
}
