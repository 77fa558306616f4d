package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"thoughtlyform/forms"
)

// schemaOf compiles schema.json. It also keeps the decoded file, since a
// subschema's $comment is the error message for the values that it refuses.
var schemaOf = sync.OnceValues(func() (*schema, error) {
	source, err := forms.Schema()
	if err != nil {
		return nil, err
	}
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(source))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", raw); err != nil {
		return nil, err
	}
	compiled, err := compiler.Compile("schema.json")
	return &schema{compiled, raw}, err
})

type schema struct {
	compiled *jsonschema.Schema
	raw      any
}

// shape checks the file against schema.json.
func (c *checker) shape() error {
	s, err := schemaOf()
	if err != nil {
		return err
	}
	var invalid *jsonschema.ValidationError
	if err := s.compiled.Validate(c.root.value()); !errors.As(err, &invalid) {
		return err
	}
	c.explain(s, invalid)
	return nil
}

// explain turns a validation error into problems: one for a subschema with a
// $comment, otherwise one for each leaf of the error.
func (c *checker) explain(s *schema, e *jsonschema.ValidationError) {
	p := c.root.place(e.InstanceLocation)
	at := s.find(e.SchemaURL)
	comment, _ := at["$comment"].(string)
	if comment != "" && !isGroup(e.ErrorKind) {
		c.refuseOnce(p, "%s", c.filled(comment, p))
		return
	}
	if alternatives, ok := e.ErrorKind.(*kind.AnyOf); ok && alternatives != nil {
		if comment != "" {
			if cause := ofItsType(e.Causes); cause != nil {
				c.explain(s, cause)
			} else {
				c.refuseOnce(p, "%s", c.filled(comment, p))
			}
			return
		}
	}
	if len(e.Causes) > 0 {
		for _, cause := range e.Causes {
			c.explain(s, cause)
		}
		return
	}
	c.leaf(p, at, e.ErrorKind)
}

func isGroup(k jsonschema.ErrorKind) bool {
	switch k.(type) {
	case *kind.Group, *kind.AllOf, *kind.AnyOf, *kind.Reference, *kind.Schema, *kind.AdditionalProperties, *kind.Required, *kind.Type:
		return true
	}
	return false
}

// ofItsType returns the alternative whose type matches the value, or nil unless
// there is exactly one.
func ofItsType(alternatives []*jsonschema.ValidationError) *jsonschema.ValidationError {
	others := slices.DeleteFunc(slices.Clone(alternatives), wrongType)
	if len(others) == 1 && len(alternatives) > 1 {
		return others[0]
	}
	return nil
}

func wrongType(e *jsonschema.ValidationError) bool {
	if _, ok := e.ErrorKind.(*kind.Type); ok {
		return true
	}
	return len(e.Causes) == 1 && len(e.Causes[0].InstanceLocation) == len(e.InstanceLocation) && wrongType(e.Causes[0])
}

// leaf adds the problem for one failed keyword.
func (c *checker) leaf(p place, at map[string]any, k jsonschema.ErrorKind) {
	switch k := k.(type) {
	case *kind.AdditionalProperties:
		properties, _ := at["properties"].(map[string]any)
		names := slices.Sorted(maps.Keys(properties))
		for _, name := range k.Properties {
			c.refuseOnce(p.and(name), "unknown member%s", suggestion(name, names))
		}
	case *kind.Required:
		for _, name := range k.Missing {
			reason := ""
			if comment, ok := at["$comment"].(string); ok {
				reason = "; " + comment
			}
			c.refuseOnce(p, "%s is missing%s", name, reason)
		}
	case *kind.DependentRequired:
		c.refuseOnce(p, "%s is missing; it goes with %s", list(k.Missing), k.Prop)
	case *kind.Type:
		c.refuseOnce(p, "must be %s", typeNames[k.Want[0]])
	case *kind.Enum:
		c.notAmong(p, k.Got, k.Want)
	case *kind.Const:
		c.notAmong(p, k.Got, []any{k.Want})
	case *kind.FalseSchema:
		c.refuseOnce(p, "is not for fields of type %s", c.fieldType(p))
	case *kind.UniqueItems:
		p = p.and(k.Duplicates[1])
		c.refuseOnce(p, "%s is listed twice", quoted(c.root.at(p).value()))
	case *kind.MinItems:
		c.refuseOnce(p, "is empty")
	case *kind.MaxItems:
		c.refuseOnce(p, "has %d entries; the most is %d", k.Got, k.Want)
	case *kind.MinLength:
		c.refuseOnce(p, "is empty")
	case *kind.MaxLength:
		c.refuseOnce(p, "is longer than %d characters", k.Want)
	case *kind.Minimum, *kind.Maximum:
		if at["minimum"] == nil { // the maximum of a field's type is in another subschema than the minimum
			at = map[string]any{"minimum": 1, "maximum": at["maximum"]}
		}
		c.refuseOnce(p, "is %s; it must be %v to %v", c.root.at(p).literal, at["minimum"], at["maximum"])
	default:
		c.refuseOnce(p, "does not match schema.json: %T", k)
	}
}

var typeNames = map[string]string{
	"string": "a string", "object": "an object", "array": "an array", "boolean": "true or false", "integer": "a whole number",
}

// notAmong refuses a value that is not in the list of allowed ones.
func (c *checker) notAmong(p place, got any, want []any) {
	var allowed []string
	for _, w := range want {
		if s, ok := w.(string); ok {
			allowed = append(allowed, s)
		}
	}
	wrong, _ := got.(string)
	if len(allowed) == 1 {
		c.refuseOnce(p, "is %s; here it must be %s", quoted(got), quoted(allowed[0]))
		return
	}
	c.refuseOnce(p, "is %s; it must be %s%s", quoted(got), list(allowed), suggestion(wrong, allowed))
}

// refuseOnce adds a problem unless the member has one already: several
// subschemas can refuse the same member.
func (c *checker) refuseOnce(p place, format string, args ...any) {
	wanted := c.problem(p, format, args)
	for _, other := range c.problems {
		if other.Member == wanted.Member && (!strings.HasSuffix(other.Reason, "is missing") || other.Reason == wanted.Reason) {
			return
		}
	}
	c.problems = append(c.problems, wanted)
}

// filled replaces {value} in a reason by the value at a place.
func (c *checker) filled(reason string, p place) string {
	return strings.ReplaceAll(reason, "{value}", quoted(c.root.at(p).value()))
}

// fieldType returns the type of the field that holds a member.
func (c *checker) fieldType(p place) string {
	return c.root.at(p[:max(0, len(p)-1)].and("type")).literal
}

// find returns the subschema of a URL such as …/schema.json#/$defs/field.
func (s *schema) find(url string) map[string]any {
	_, pointer, _ := strings.Cut(url, "#")
	at := s.raw
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		step = strings.NewReplacer("~1", "/", "~0", "~", "%24", "$", "%5E", "^").Replace(step)
		switch of := at.(type) {
		case map[string]any:
			if pointer != "" {
				at = of[step]
			}
		case []any:
			if i, err := strconv.Atoi(step); err == nil && i < len(of) {
				at = of[i]
			}
		}
	}
	object, _ := at.(map[string]any)
	return object
}

func quoted(v any) string {
	if s, ok := v.(string); ok {
		return strconv.Quote(s)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}
