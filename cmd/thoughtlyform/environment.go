package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"
)

// environment is one environment of samconfig.toml: the stack's name, region and
// parameters.
type environment struct {
	name       string // section of samconfig.toml, such as dev
	stack      string
	region     string
	parameters map[string]string // parameter_overrides, by the template's names
}

// readEnvironment reads an environment from the text of samconfig.toml:
// stack_name and region of [name.global.parameters], and parameter_overrides
// of [name.deploy.parameters].
func readEnvironment(text, name string) (environment, error) {
	e := environment{name: name, parameters: map[string]string{}}
	var file map[string]any
	if _, err := toml.Decode(text, &file); err != nil {
		return e, err
	}
	global, ok := lookup(file, name, "global", "parameters").(map[string]any)
	if !ok {
		return e, fmt.Errorf("there is no section [%s.global.parameters]", name)
	}
	e.stack, _ = global["stack_name"].(string)
	e.region, _ = global["region"].(string)
	if e.stack == "" || e.region == "" {
		return e, fmt.Errorf("[%s.global.parameters] needs stack_name and region", name)
	}
	switch overrides := lookup(file, name, "deploy", "parameters", "parameter_overrides").(type) {
	case nil:
	case []any:
		for _, item := range overrides {
			text, _ := item.(string)
			key, value, ok := strings.Cut(text, "=")
			if !ok {
				return e, fmt.Errorf("parameter_overrides: %q does not have the form Name=value", text)
			}
			e.parameters[key] = strings.Trim(value, `"`)
		}
	default:
		return e, fmt.Errorf(`parameter_overrides must be a list: ["Name=value", "Other=value"]`)
	}
	return e, nil
}

// lookup follows keys through nested tables. It returns nil if one is missing.
func lookup(tree any, keys ...string) any {
	for _, key := range keys {
		table, _ := tree.(map[string]any)
		tree = table[key]
	}
	return tree
}

// placeholder matches values with a reserved example domain (RFC 2606).
var placeholder = regexp.MustCompile(`(^|[^a-z0-9-])example\.(com|org|net)($|[^a-z0-9.-])`)

// checkPlaceholders refuses parameters that still have a placeholder of the
// supplied samconfig.toml.
func (e environment) checkPlaceholders() error {
	for _, name := range sorted(e.parameters) {
		if value := e.parameters[name]; placeholder.MatchString(value) {
			return fmt.Errorf("samconfig.toml, [%s.deploy.parameters]: %s is still the placeholder %q; set your own value", e.name, name, value)
		}
	}
	return nil
}
