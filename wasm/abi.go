//lint:file-ignore U1000 the exports are called from outside of Go

package main

import (
	"unsafe"

	"thoughtlyform/shared/form"
)

// The memory protocol. web/src/abi.ts is its other side and refers to this
// comment.
//
// Call _initialize, then setup, before any other function. Then call load with
// the table of each calling code that is needed. A function that needs a
// missing table returns phone_not_loaded, or does nothing, and wanted returns
// its calling code.
//
// The module has two buffers, input and output, and allocates nothing. Only
// load grows the memory; views of it must then be made again. Write UTF-8 into
// input and pass lengths in bytes. Lengths beyond the buffer are clamped, so no
// argument can trap. The contents of output are valid until the next call. A
// region is its two ASCII letters, first << 8 | second, or 0 for none.
//
// A result is one number. From bit 0:
//
//	8   a form.Code: 0 is OK, any other is why the call failed
//	23  the length of the text in output, unless the export's comment says
//	    otherwise; 0 after a failure
//	1   whether the text in output is that of input, so that the caller need
//	    not read it; only of check and number
//
// input, output, wanted and solve cannot fail, and their results are plain
// numbers.
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

// result is a result with a code and a length.
func result(code form.Code, length int) uint32 { return uint32(code) | uint32(length)<<8 }

// sameText is the result's bit for two equal texts, else 0.
func sameText(a, b []byte) uint32 {
	if len(a) != len(b) {
		return 0
	}
	for i := range a {
		if a[i] != b[i] {
			return 0
		}
	}
	return 1 << 31
}
