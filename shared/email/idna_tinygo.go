//go:build tinygo

package email

// The module has no threads: one room serves all.
var onlyRoom room

func newRoom() *room { return &onlyRoom }

func appendASCII(dst, domain []byte) ([]byte, bool) { return appendPunycode(dst, domain) }
