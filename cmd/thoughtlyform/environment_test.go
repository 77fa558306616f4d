package main

import (
	"os"
	"testing"
)

func TestReadEnvironment(t *testing.T) {
	const text = `version = 0.1
[default.global.parameters]
region = "us-east-1"

[dev.global.parameters]
# stack_name = "wrong"
stack_name = "forms-dev"
region="eu-west-1"
[dev.deploy.parameters]
stack_name = "another"

[half.global.parameters]
stack_name = 'half'
`
	tests := []struct {
		name string
		want environment
		ok   bool
	}{
		{"dev", environment{"dev", "forms-dev", "eu-west-1"}, true},
		{"half", environment{}, false},
		{"prod", environment{}, false},
		{"de", environment{}, false},
	}
	for _, test := range tests {
		got, err := readEnvironment(text, test.name)
		if (err == nil) != test.ok {
			t.Errorf("%s: error %v", test.name, err)
		}
		if test.ok && got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestTheProjectsEnvironments(t *testing.T) {
	text, err := os.ReadFile("../../samconfig.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"dev", "prod"} {
		if _, err := readEnvironment(string(text), name); err != nil {
			t.Error(err)
		}
	}
}
