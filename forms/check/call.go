package check

import (
	"encoding/json"
	"slices"

	"thoughtlyform/forms"
	"thoughtlyform/forms/week"
)

// call checks when and with which agent a form's contacts are called.
func (c *checker) call(d *forms.Definition) {
	if d.Hold != "" && d.Call != nil {
		c.refuse(place{"hold"}, "is for forms without a call: with a call, the call waits")
	}
	if d.Call == nil {
		for i := range d.Fields {
			if d.Fields[i].Type == forms.CallTimeField && d.Hold == "" {
				c.refuse(place{"fields", i}, "is for forms with a call, or that hold the contact")
			}
		}
		return
	}
	p := place{"call"}
	c.text(d, p.and("agent"), d.Call.Agent)
	for i, key := range d.Call.Metadata {
		isField := slices.ContainsFunc(d.Fields, func(f forms.Field) bool { return f.Name == key && key != "tags" })
		if !isField && !slices.Contains(forms.ContextKeys, key) {
			c.refuse(p.and("metadata", i), "there is no field and no context %q", key)
		}
	}
	for country := range d.Call.Hours.Countries {
		if country != week.Elsewhere {
			c.country(p.and("hours", country), country)
		}
	}
}

// hours checks what the schema cannot of calling hours, before the definition
// is decoded.
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
