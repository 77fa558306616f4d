//go:build tinygo

package email

// The module has no threads, so all calls share one room.
var onlyRoom room

func newRoom() *room { return &onlyRoom }

func appendASCII(dst, domain []byte) ([]byte, bool) { return appendPunycode(dst, domain) }
