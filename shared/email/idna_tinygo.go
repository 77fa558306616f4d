//go:build tinygo

package email

// The module has no threads, so all calls share one room.
var onlyRoom room

func newRoom() *room { return &onlyRoom }

// appendASCII refuses every domain: the browser, which has the tables of UTS
// 46, converts domains to ASCII before the call.
func appendASCII(dst, _ []byte) ([]byte, bool) { return dst, false }
