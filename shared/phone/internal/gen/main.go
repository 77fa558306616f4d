// Command gen compiles the metadata of libphonenumber, as the pinned
// github.com/nyaruka/phonenumbers carries it, into the tables of package
// phone. It is a module of its own so that its dependencies are linked into
// nothing that ships. The same metadata gives the same bytes; what does not fit
// a table's layout is an error.
package main

import (
	"log"
)

func main() {
	log.SetFlags(0)
	all, err := loadMetadata()
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("%d regions, %d calling codes", len(all.regions), len(all.callingCodes))
}
