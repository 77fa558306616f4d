package main

import (
	"os"
	"reflect"
	"slices"
	"testing"
)

func TestReadEnvironment(t *testing.T) {
	const text = `version = 0.1
[default.global.parameters]
region = "us-east-1"

[dev.global.parameters]
# stack_name = "wrong"
stack_name = "forms-dev" # a comment
region="eu-west-1"
[dev.deploy.parameters]
stack_name = "another"
parameter_overrides = [
  "AllowedOrigins=https://a.test,https://b.test", 'AlarmEmail=""',
]

[half.global.parameters]
stack_name = 'half'

[old.global.parameters]
stack_name = 'old'
region = 'us-east-1'
[old.deploy.parameters]
parameter_overrides = "AllowedOrigins=https://a.test"
`
	want := environment{"dev", "forms-dev", "eu-west-1", map[string]string{"AllowedOrigins": "https://a.test,https://b.test", "AlarmEmail": ""}}
	if got, err := readEnvironment(text, "dev"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("dev: %+v, %v", got, err)
	}
	for _, name := range []string{"half", "prod", "de", "old"} {
		if got, err := readEnvironment(text, name); err == nil {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
	if _, err := readEnvironment("[dev\n", "dev"); err == nil {
		t.Error("broken TOML was read")
	}
}

func TestPlaceholdersAreRefused(t *testing.T) {
	for value, ok := range map[string]bool{
		"alarms@example.com": false, "https://www.example.com": false, "https://a.test,https://example.org": false,
		"https://www.myexample.com": true, "https://example.com.acme.test": true, "team@acme.test": true, "": true,
	} {
		e := environment{name: "prod", parameters: map[string]string{"X": value}}
		if err := e.checkPlaceholders(); (err == nil) != ok {
			t.Errorf("%q: %v", value, err)
		}
	}
}

func TestOverridesIncludeEveryParameter(t *testing.T) {
	tpl, err := readTemplate([]byte("Parameters:\n  A: {Type: String}\n  B: {Type: Number, Default: 5}\n  C: {Type: String, Default: \"\"}\nResources:\n  R: {Type: T, Properties: {X: !Ref A}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := tpl.overrides(map[string]string{"A": "x,y"})
	if err != nil || !slices.Equal(got, []string{"A=x,y", "B=5", `C=""`}) {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := tpl.overrides(nil); err == nil {
		t.Error("a parameter without a value was accepted")
	}
	if _, err := tpl.overrides(map[string]string{"A": "x", "D": "y"}); err == nil {
		t.Error("a parameter that the template lacks was accepted")
	}
}

func TestDeployableStatuses(t *testing.T) {
	env := environment{name: "dev", stack: "forms"}
	for status, ok := range map[string]bool{
		"": true, "CREATE_COMPLETE": true, "UPDATE_COMPLETE": true, "UPDATE_ROLLBACK_COMPLETE": true, "REVIEW_IN_PROGRESS": true,
		"ROLLBACK_COMPLETE": false, "ROLLBACK_FAILED": false, "CREATE_FAILED": false, "DELETE_FAILED": false,
		"UPDATE_ROLLBACK_FAILED": false, "UPDATE_IN_PROGRESS": false, "ROLLBACK_IN_PROGRESS": false,
	} {
		if err := deployable(env, status); (err == nil) != ok {
			t.Errorf("%q: %v", status, err)
		}
	}
}

func TestSuppliedEnvironmentsAreValid(t *testing.T) {
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
