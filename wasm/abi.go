//lint:file-ignore U1000 the exports are called from outside of Go

package main

import "unsafe"

// The memory protocol. Its twin is web/src/abi.ts.
//
// _initialize, then setup, come before any other call. Then load takes the table
// of each calling code that is needed; a call that misses one says so with
// phone_not_loaded, or does nothing, and wanted names it.
//
// The module has two buffers, input and output, and allocates nothing. Only load
// makes the memory grow; then views of it must be made anew. A call writes UTF-8 into input and passes
// lengths in bytes; lengths over the buffer are cut to it, so no argument can
// trap. What a call leaves in output is valid until the next call.
//
// Small results come in one number: a code in the low 8 bits and a length in
// output above them. A region is its two ASCII letters, first << 8 | second,
// and 0 where there is none.
const (
	inputSize  = 12 << 10 // the longest value and a field's options behind it
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
