//lint:file-ignore U1000 the exports are called from outside of Go

package main

import "unsafe"

// The memory protocol. Its twin is web/src/abi.ts.
//
// Call _initialize, then setup, before any other function. Then call load with
// the table of each calling code that is needed. A function that needs a
// missing table returns phone_not_loaded, or does nothing, and wanted returns
// its calling code.
//
// The module has two buffers, input and output, and allocates nothing. Only
// load grows the memory; views of it must then be made again. Write UTF-8 into
// input and pass lengths in bytes. Lengths beyond the buffer are clamped, so no
// argument can trap. The contents of output are valid until the next call.
//
// Small results are one number: a code in the low 8 bits and a length in output
// above them. A region is its two ASCII letters, first << 8 | second, or 0 for
// none.
const (
	inputSize  = 12 << 10 // the longest value and a field's options after it
	outputSize = 8 << 10
)

var (
	input  [inputSize]byte
	output [outputSize]byte
)

//go:wasmexport input
func inputPointer() uintptr { return uintptr(unsafe.Pointer(&input)) } // #nosec G103 -- the address of a global, for the host

//go:wasmexport output
func outputPointer() uintptr { return uintptr(unsafe.Pointer(&output)) } // #nosec G103 -- as above

// take returns input[at:at+n], clamped to the buffer.
func take(at, n uint32) []byte {
	at = min(at, inputSize)
	return input[at:min(at+min(n, inputSize), inputSize)]
}

// result packs a code with the length of the text in output.
func result(code uint8, length int) uint32 { return uint32(code) | uint32(length)<<8 }
