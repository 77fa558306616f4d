package check

import (
	"encoding/json"
	"slices"

	"thoughtlyform/forms"
	"thoughtlyform/forms/week"
)

// call checks call and hold: the agent, its metadata and the calling hours.
func (c *checker) call(d *forms.Definition) {
	if d.Hold != "" && d.Call != nil {
		c.refuse(place{"hold"}, "is only for forms without a call; a form with a call delays the call instead")
	}
	if d.Call == nil {
		for i := range d.Fields {
			if d.Fields[i].Type == forms.CallTimeField && d.Hold == "" {
				c.refuse(place{"fields", i}, "needs a form with \"call\" or \"hold\"")
			}
		}
		return
	}
	p := place{"call"}
	c.text(d, p.and("agent"), d.Call.Agent)
	for i, key := range d.Call.Metadata {
		isField := slices.ContainsFunc(d.Fields, func(f forms.Field) bool { return f.Name == key && key != "tags" })
		if !isField && !slices.Contains(forms.ContextKeys, key) {
			c.refuse(p.and("metadata", i), "%q is neither a field of the form nor a context key", key)
		}
	}
	for country := range d.Call.Hours.Countries {
		if country != week.Elsewhere {
			c.country(p.and("hours", country), country)
		}
	}
}

// hours reads the calling hours, whose times and dates the schema cannot check
// completely. It runs before the definition is decoded.
func (c *checker) hours(source []byte) {
	var d struct {
		Call struct {
			Hours json.RawMessage `json:"hours"`
		} `json:"call"`
	}
	var h week.Hours
	if json.Unmarshal(source, &d) != nil || d.Call.Hours == nil {
		return
	}
	if err := h.UnmarshalJSON(d.Call.Hours); err != nil {
		c.refuse(place{"call", "hours"}, "%v", err)
	}
}
