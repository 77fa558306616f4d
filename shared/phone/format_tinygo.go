//go:build tinygo

package phone

import _ "embed"

//go:embed format_packed.bin
var packedFormats string

// Static, since the module has no heap.
var (
	formatTable formatTables
	unpacking   formatUnpacker
)

// setupFormats unpacks the tables.
func setupFormats() { unpacking.unpack(packedFormats, &formatTable) }
