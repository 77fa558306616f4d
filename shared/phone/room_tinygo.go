//go:build tinygo

package phone

// The WebAssembly module has neither heap nor threads: one room serves all.
var onlyRoom room

func newRoom() *room { return &onlyRoom }
