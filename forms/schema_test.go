package forms

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestSchemaHasTheDefinitionsMembers compares schema.json with the types of
// definition.go, member by member. What the members may hold is compared in
// schematest.
func TestSchemaHasTheDefinitionsMembers(t *testing.T) {
	source, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type schema struct {
		Required   []string                   `json:"required"`
		Properties map[string]json.RawMessage `json:"properties"`
	}
	var whole struct {
		schema
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(source, &whole); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		source json.RawMessage
		of     reflect.Type
	}{
		{"the whole", source, reflect.TypeFor[Definition]()},
		{"field", whole.Defs["field"], reflect.TypeFor[Field]()},
		{"option", whole.Defs["option"], reflect.TypeFor[Option]()},
		{"limit", whole.Defs["limit"], reflect.TypeFor[Limit]()},
		{"countries", whole.Properties["countries"], reflect.TypeFor[Countries]()},
		{"limits", whole.Properties["limits"], reflect.TypeFor[Limits]()},
		{"consent", whole.Properties["consent"], reflect.TypeFor[Consent]()},
		{"success", whole.Properties["success"], reflect.TypeFor[Success]()},
		{"guard", whole.Properties["guard"], reflect.TypeFor[Guard]()},
	} {
		var s schema
		if err := json.Unmarshal(c.source, &s); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var members, required []string
		for field := range c.of.Fields() {
			name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			members = append(members, name)
			if options == "" {
				required = append(required, name)
			}
		}
		slices.Sort(members)
		slices.Sort(required)
		slices.Sort(s.Required)
		if got := slices.Sorted(maps.Keys(s.Properties)); !slices.Equal(got, members) {
			t.Errorf("%s: the schema has %v, the type %v", c.name, got, members)
		}
		if !slices.Equal(s.Required, required) {
			t.Errorf("%s: the schema requires %v, the type %v", c.name, s.Required, required)
		}
	}
}
