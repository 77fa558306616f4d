package main

import (
	"os"
	"testing"
)

// TestGeneratedIsCurrent compares the committed file with generate's result.
func TestGeneratedIsCurrent(t *testing.T) {
	want, err := generate("../..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../web/src/generated.ts")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("web/src/generated.ts is older than its sources; run make generate, or only go run ./internal/typescript >web/src/generated.ts")
	}
}

func TestEveryKindHasAName(t *testing.T) {
	for kind, name := range kindNames {
		if name == "" {
			t.Errorf("kind %d has no name", kind)
		}
	}
}
