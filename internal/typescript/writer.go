package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// writer collects TypeScript.
type writer struct{ strings.Builder }

type entry struct {
	name  string
	value int
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// comment writes a JSDoc comment on one line, or none.
func (w *writer) comment(indent, text string) {
	if text = strings.Join(strings.Fields(text), " "); text != "" {
		w.line("%s/** %s */", indent, strings.ReplaceAll(text, "*/", "*\\/"))
	}
}

// enum writes an object that maps names to their indexes.
func (w *writer) enum(name, comment string, names []string) {
	var entries []entry
	for i, n := range names {
		entries = append(entries, entry{n, i})
	}
	w.constant(name, comment, entries)
}

func (w *writer) constant(name, comment string, entries []entry) {
	w.line("")
	w.comment("", comment)
	w.line("export const %s = {", name)
	for _, e := range entries {
		w.line("  %s: %d,", e.name, e.value)
	}
	w.line("} as const;")
}

func (w *writer) value(name, comment string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and slices of strings always encode
	}
	w.line("")
	w.comment("", comment)
	w.line("export const %s = %s as const;", name, b)
}
