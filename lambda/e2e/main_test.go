//go:build integration

package e2e

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"thoughtlyform/internal/moto"
)

// All tests share one moto server and the functions' binaries, built as for a
// deployment, except for this machine.
var (
	cloud    *moto.Server
	binaries string // directory: intake, delivery and skewed
)

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := setUp(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func setUp(m *testing.M) (int, error) {
	var err error
	if binaries, err = os.MkdirTemp("", "e2e-"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(binaries)
	if err := build(); err != nil {
		return 0, err
	}
	if cloud, err = moto.Start(context.Background()); err != nil {
		return 0, err
	}
	defer cloud.Close()
	for name, value := range cloud.Env() {
		if err := os.Setenv(name, value); err != nil {
			return 0, err
		}
	}
	return m.Run(), nil
}

// build builds the binaries. It removes per_minute and per_day from the form
// "contact", which would queue most leads of a fast test.
func build() error {
	form, err := os.ReadFile("../../forms/contact.json")
	if err != nil {
		return err
	}
	var definition map[string]any
	if err := json.Unmarshal(form, &definition); err != nil {
		return err
	}
	delete(definition, "limits")
	replaced := filepath.Join(binaries, "contact.json")
	if err := writeJSON(replaced, definition); err != nil {
		return err
	}
	original, err := filepath.Abs("../../forms/contact.json")
	if err != nil {
		return err
	}
	overlay := filepath.Join(binaries, "overlay.json")
	if err := writeJSON(overlay, map[string]any{"Replace": map[string]string{original: replaced}}); err != nil {
		return err
	}
	for name, path := range map[string]string{
		"intake": "../cmd/intake", "delivery": "../cmd/delivery", "skewed": "./skewed",
	} {
		c := exec.Command("go", "build", "-overlay", overlay, "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w", "-o", filepath.Join(binaries, name), path)
		c.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w\n%s", name, err, out)
		}
	}
	return nil
}

func writeJSON(path string, value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o600)
}
