//go:build tinygo

package main

import "unsafe"

// The images of the phone tables are at the end of the memory, which grows for
// them in whole pages.
const (
	pageSize = 64 << 10
	maxPages = 8 // of images: the limit has room for all calling codes
)

var firstPage, pages uint32

// room returns the memory for images, grown to at least need bytes if the limit
// and the host allow it.
func room(need int) []byte {
	if pages == 0 {
		firstPage = uint32(memorySize(0))
	}
	more := (need+pageSize-1)/pageSize - int(pages)
	more = min(more, maxPages-int(pages))
	if more > 0 && memoryGrow(0, int32(more)) == int32(firstPage+pages) {
		pages += uint32(more)
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(uintptr(firstPage)*pageSize)), int(pages)*pageSize)
}

//export llvm.wasm.memory.size.i32
func memorySize(index int32) int32

//export llvm.wasm.memory.grow.i32
func memoryGrow(index, pages int32) int32
