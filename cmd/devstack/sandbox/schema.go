package sandbox

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

// schema is an OpenAPI 3.0 schema object with the keywords that the contract
// uses. Decoding one with another keyword fails, because the sandbox would not
// enforce it.
type schema struct {
	Ref                  string             `yaml:"$ref"`
	Type                 string             `yaml:"type"`
	Nullable             bool               `yaml:"nullable"`
	Description          string             `yaml:"description"`
	Properties           map[string]*schema `yaml:"properties"`
	Items                *schema            `yaml:"items"`
	Required             []string           `yaml:"required"`
	AdditionalProperties *bool              `yaml:"additionalProperties"`
}

var keywords = []string{
	"$ref", "type", "nullable", "description", "properties", "items", "required", "additionalProperties",
}

var types = []string{"string", "object", "array"}

// UnmarshalYAML refuses keywords and types that check does not enforce.
func (s *schema) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: a schema is a mapping", node.Line)
	}
	for i := 0; i < len(node.Content); i += 2 {
		if key := node.Content[i]; !slices.Contains(keywords, key.Value) {
			return fmt.Errorf("line %d: the sandbox does not enforce the keyword %q", key.Line, key.Value)
		}
	}
	type plain schema
	if err := node.Decode((*plain)(s)); err != nil {
		return err
	}
	if s.Ref == "" && !slices.Contains(types, s.Type) {
		return fmt.Errorf("line %d: the sandbox does not enforce the type %q", node.Line, s.Type)
	}
	return nil
}

// check returns an error with the path of the first value that breaks the schema.
// at is the path of value.
func (s *schema) check(at string, value any) error {
	if value == nil && s.Nullable {
		return nil
	}
	switch v := value.(type) {
	case string:
		if s.Type == "string" {
			return nil
		}
	case []any:
		if s.Type == "array" {
			for i, item := range v {
				if err := s.Items.check(fmt.Sprintf("%s[%d]", at, i), item); err != nil {
					return err
				}
			}
			return nil
		}
	case map[string]any:
		if s.Type == "object" {
			return s.checkObject(at, v)
		}
	}
	return fmt.Errorf("%s is not of type %s", at, s.Type)
}

func (s *schema) checkObject(at string, object map[string]any) error {
	for _, name := range s.Required {
		if _, ok := object[name]; !ok {
			return fmt.Errorf("%s lacks %s", at, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		property, ok := s.Properties[name]
		if !ok {
			// In OpenAPI 3.0, additionalProperties is true by default.
			if s.AdditionalProperties != nil && !*s.AdditionalProperties {
				return fmt.Errorf("%s has no property %q", at, name)
			}
			continue
		}
		if err := property.check(at+"."+name, object[name]); err != nil {
			return err
		}
	}
	return nil
}
