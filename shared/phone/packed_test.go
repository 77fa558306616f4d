package phone

import _ "embed"

//go:embed format_packed.bin
var packedFormats string
