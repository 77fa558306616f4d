package main

import (
	"fmt"
	"strings"
)

// environment is where an environment of samconfig.toml is deployed.
type environment struct {
	name   string // its section, such as dev
	stack  string
	region string
}

// readEnvironment finds an environment's stack_name and region in the text of
// samconfig.toml: the strings of its section [name.global.parameters]. It
// reads as much of TOML as that takes; the SAM CLI reads and checks the rest.
func readEnvironment(text, name string) (environment, error) {
	e := environment{name: name}
	header := "[" + name + ".global.parameters]"
	found, inside := false, false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			inside = line == header
			found = found || inside
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !inside || !ok || strings.HasPrefix(line, "#") {
			continue
		}
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		switch strings.TrimSpace(key) {
		case "stack_name":
			e.stack = value
		case "region":
			e.region = value
		}
	}
	if !found {
		return e, fmt.Errorf("no section %s", header)
	}
	if e.stack == "" || e.region == "" {
		return e, fmt.Errorf("%s needs stack_name and region", header)
	}
	return e, nil
}
