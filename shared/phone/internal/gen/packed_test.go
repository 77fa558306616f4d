package main

import (
	"testing"

	"thoughtlyform/shared/phone/internal/table"
)

// TestPackedRoundTrip packs what the metadata compiles to and unpacks it.
func TestPackedRoundTrip(t *testing.T) {
	all, err := loadMetadata()
	if err != nil {
		t.Fatal(err)
	}
	c, err := compile(all)
	if err != nil {
		t.Fatal(err)
	}
	data := table.Pack(&c.Tables)
	t.Logf("%d bytes", len(data))
	got := new(table.Tables)
	table.Unpack(got, string(data))
	if *got != c.Tables {
		t.Error("the tables do not come back")
	}
}
