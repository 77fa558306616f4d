// Command gen compiles the metadata of libphonenumber, as export.py prints
// it, into the tables of package phone. It is a module of its own because its
// tests need Python and Node. The same metadata gives the same bytes. Metadata
// that does not fit a table's layout is an error.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("gen: ")
	dir := flag.String("dir", "../..", "folder of package phone")
	flag.Parse()
	if err := run(*dir); err != nil {
		log.Fatal(err)
	}
}

func run(dir string) error {
	all, err := loadMetadata()
	if err != nil {
		return err
	}
	t, err := compile(all)
	if err != nil {
		return err
	}
	const bin = "table.bin"
	native, err := t.native(bin)
	if err != nil {
		return err
	}
	packed, err := t.packed()
	if err != nil {
		return err
	}
	formatSources, err := formatFiles(t.formats, &t.Formats)
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		data []byte
	}{
		{bin, t.bin()},
		{"table_native.go", native},
		{"table_packed.go", packed},
		{"format_style.go", formatSources["format_style.go"]},
		{"format_native.go", formatSources["format_native.go"]},
	} {
		if err := os.WriteFile(filepath.Join(dir, file.name), file.data, 0o644); err != nil {
			return err
		}
		log.Printf("%s: %d bytes", file.name, len(file.data))
	}
	return nil
}
