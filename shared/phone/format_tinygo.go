//go:build tinygo

package phone

import _ "embed"

//go:embed format_packed.bin
var packedFormats string

// The WebAssembly module has neither heap nor threads: one of each serves all.
var (
	formatTable formatTables
	unpacking   formatUnpacker
	onlyTyping  typing
	onlyTyped   [MaxInput]byte
)

// setupFormats unpacks the tables.
func setupFormats() { unpacking.unpack(packedFormats, &formatTable) }

func newTyping() *typing {
	onlyTyping = typing{}
	return &onlyTyping
}

func newTyped() *[MaxInput]byte { return &onlyTyped }
