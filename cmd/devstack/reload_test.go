package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestInvalidEditKeepsTheLastValidForms(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "a.json"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	good := `{"id":"a","fields":[{"name":"phone_number","type":"tel","required":true}],"open":["countries","per_day","consent"],"open_reason":"A test."`
	write(good + "}")
	f, err := openForms(dir)
	if err != nil {
		t.Fatal(err)
	}
	first := f.Set()
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))

	write("{\n\"id\": \"a\",\n\"colour\": 1}")
	f.reload(log)
	if f.Set() != first || !strings.Contains(said.String(), "a.json:3") {
		t.Errorf("after a bad edit: same forms %v, said %s", f.Set() == first, &said)
	}
	said.Reset()
	f.reload(log)
	if said.Len() > 0 {
		t.Errorf("said twice: %s", &said)
	}
	if f.embeds("https://site.example") {
		t.Error("the form is embedded where its definition does not say so")
	}
	write(good + `,"tags":["new"],"origins":["https://site.example"]}`)
	f.reload(log)
	form, err := f.Set().Form("a")
	if err != nil || len(form.Tags) != 1 {
		t.Errorf("after a good edit: %+v, %v", form, err)
	}
	if !f.embeds("https://site.example") || f.embeds("https://other.example") {
		t.Error("the definition's origins do not count")
	}
}

func TestEmbeddedFormsWithoutADirectory(t *testing.T) {
	f, err := openForms(filepath.Join(t.TempDir(), "none"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Set().Form("contact"); err != nil {
		t.Error(err)
	}
}
