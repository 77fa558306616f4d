// Command gen compiles the metadata of libphonenumber, as export.py prints
// it, into the tables of package phone. It is a module of its own because its
// tests need Python and Node. The same metadata gives the same bytes. Metadata
// that does not fit a table's layout is an error.
package main

import (
	"flag"
	"fmt"
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
	core, edition, err := t.core()
	if err != nil {
		return err
	}
	styles, err := t.formats.styleSource()
	if err != nil {
		return err
	}
	images := t.images()
	native, err := t.native("table.bin")
	if err != nil {
		return err
	}
	var blobs []byte
	for _, p := range t.plans {
		blob, err := p.Blob(edition)
		if err != nil {
			return fmt.Errorf("calling code %d: %w", p.Code.Code, err)
		}
		blobs = append(blobs, blob...)
	}
	for _, file := range []struct {
		name string
		data []byte
	}{
		{"table.bin", images},
		{"blobs.bin", blobs},
		{"table_native.go", native},
		{"table_core.go", core},
		{"format_style.go", styles},
	} {
		// #nosec G306 -- source that is committed, readable by all
		if err := os.WriteFile(filepath.Join(dir, file.name), file.data, 0o644); err != nil {
			return err
		}
		log.Printf("%s: %d bytes", file.name, len(file.data))
	}
	log.Printf("%d states of one calling code at the most", t.largest)
	return nil
}
