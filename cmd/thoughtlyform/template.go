package main

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

// template holds the parts of template.yaml that deploy reads.
type template struct {
	Parameters map[string]struct {
		Default yaml.Node `yaml:"Default"`
	} `yaml:"Parameters"`
	Resources map[string]struct {
		Type      string `yaml:"Type"`
		Condition string `yaml:"Condition"`
	} `yaml:"Resources"`
}

func readTemplate(text []byte) (template, error) {
	var t template
	err := yaml.Unmarshal(text, &t)
	return t, err
}

// overrides returns the arguments of the SAM CLI's --parameter-overrides. They
// include every parameter, with its default if given has no value, because the
// SAM CLI keeps the former value of a missing one. An empty value is written
// Name="", the only form that the SAM CLI accepts.
func (t template) overrides(given map[string]string) ([]string, error) {
	for _, name := range sorted(given) {
		if _, ok := t.Parameters[name]; !ok {
			return nil, fmt.Errorf("samconfig.toml: template.yaml has no parameter %s", name)
		}
	}
	var list []string
	for _, name := range sorted(t.Parameters) {
		value, ok := given[name]
		if !ok {
			def := t.Parameters[name].Default
			if def.IsZero() {
				return nil, fmt.Errorf("samconfig.toml: the parameter %s needs a value", name)
			}
			value = def.Value
		}
		if value == "" {
			value = `""`
		}
		list = append(list, name+"="+value)
	}
	return list, nil
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
