//go:build tinygo

package table

// The module only decodes; what wants encoding is constant here and drops out.
const encoding = false

type encoder struct{}

func encodeBit(*encoder, bool, uint32) {}

var onlyPacker packer

func newPacker() *packer { return &onlyPacker }
