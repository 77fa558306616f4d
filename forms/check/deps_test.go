package check

import (
	"os/exec"
	"strings"
	"testing"
)

// TestFunctionsDoNotLinkTheLinter checks the packages of the deployed functions.
func TestFunctionsDoNotLinkTheLinter(t *testing.T) {
	for _, command := range []string{"thoughtlyform/lambda/cmd/intake", "thoughtlyform/lambda/cmd/delivery"} {
		out, err := exec.Command("go", "list", "-deps", command).Output()
		if err != nil {
			t.Fatal(err)
		}
		for pkg := range strings.FieldsSeq(string(out)) {
			if pkg == "thoughtlyform/forms/check" || strings.Contains(pkg, "jsonschema") {
				t.Errorf("%s links %s", command, pkg)
			}
		}
	}
}
