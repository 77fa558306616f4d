// Command wasm is the rules of shared/ as a WebAssembly module for browsers and
// Node: exports only, no imports, no heap. exports.txt lists what it exports;
// abi.go says how values cross.
//
//lint:file-ignore U1000 the exports are called from outside of Go
package main

import (
	"unsafe"

	"thoughtlyform/shared/challenge"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

func main() {}

// setup unpacks a part of the tables and returns 1 while more are left. But for
// solve, no other call may come before it has returned 0.
//
//go:wasmexport setup
func setup() uint32 {
	if phone.SetupStep() {
		return 1
	}
	return 0
}

// Bits of check's flags.
const (
	fieldRequired      = 1 << 0
	fieldConfirmed     = 1 << 1 // form.Field's Confirmed
	fieldRefuseUnknown = 1 << 2 // form.Field's RefuseUnknown
)

// check judges the value in input by a field's rule and leaves it normalised
// in output. Behind the value stand extra bytes: a Tel field's allowed
// countries, an Option field's options. The result is a form.Code and a length.
//
//go:wasmexport check
func check(kind, pattern, flags, min, max, types, region, length, extra uint32) uint32 {
	field := ruleOf(kind, pattern, flags, min, max, types, region, length, extra)
	out, code := field.Check(output[:0], take(0, length))
	return result(uint8(code), len(out))
}

// ruleOf makes the rule of a field from the arguments of check.
func ruleOf(kind, pattern, flags, min, max, types, region, length, extra uint32) form.Field {
	rest := take(length, extra)
	field := form.Field{
		Kind:     form.Kind(kind),
		Pattern:  form.Pattern(pattern),
		Required: flags&fieldRequired != 0,
		Min:      int(min),
		Max:      int(max),
		Types:    form.TypeSet(types),
		Region:   phone.Region(region),

		Confirmed:     flags&fieldConfirmed != 0,
		RefuseUnknown: flags&fieldRefuseUnknown != 0,
	}
	if len(rest) > 0 {
		text := unsafe.String(&rest[0], len(rest))
		if field.Kind == form.Tel {
			field.Countries = text
		} else {
			field.Options = text
		}
	}
	return field
}

// Bits of the byte of answers in a number's record.
const (
	numberValid    = 1 << 0
	numberPossible = 1 << 1
)

// number reads the number in input as phone.Read does, for a region. The record
// in output is: the form.Code, answers, type, phone.Change, region and calling
// code in two little-endian bytes each, and then E.164, national, international and
// extension, each a byte of length and ASCII. The result is the record's
// length.
//
//go:wasmexport number
func number(length, region uint32) uint32 {
	var n phone.Number
	reading := n.Read(take(0, length), phone.Region(region))
	out := append(output[:0], uint8(form.PhoneCode(reading.Err)), 0, uint8(phone.Unknown), uint8(reading.Changes), 0, 0, 0, 0)
	if reading.Err != 0 {
		return uint32(len(out))
	}
	if n.IsValid() {
		out[1] |= numberValid
	} else {
		out[0] = uint8(form.PhoneInvalid)
	}
	if n.IsPossible() {
		out[1] |= numberPossible
	}
	out[2] = uint8(n.Type())
	out[4], out[5] = uint8(n.Region()), uint8(n.Region()>>8)
	out[6], out[7] = uint8(n.CallingCode()), uint8(n.CallingCode()>>8)
	out = withLength(out, n.AppendE164(append(out, 0)))
	out = withLength(out, n.AppendNational(append(out, 0)))
	out = withLength(out, n.AppendInternational(append(out, 0)))
	out = withLength(out, n.AppendExtension(append(out, 0)))
	return uint32(len(out))
}

// withLength writes into the byte behind before how many bytes stand behind
// that byte in after, and returns after.
func withLength(before, after []byte) []byte {
	after[len(before)] = uint8(len(after) - len(before) - 1)
	return after
}

// format formats the partly typed number in input, whatever punctuation it has
// already; caret counts bytes. The result is the length of the text in output
// and, in the upper half, its caret. Input that is longer than output is cut to
// it.
//
//go:wasmexport format
func format(length, caret, region uint32) uint32 {
	out, at := phone.AppendRetyped(output[:0], take(0, min(length, outputSize)), int(min(caret, outputSize)), phone.Region(region))
	return uint32(len(out)) | uint32(at)<<16
}

// countries leaves one record a country in output: region and calling code in
// two little-endian bytes each, and an example number in national format as a
// byte of length and ASCII. The result is the length of all.
//
//go:wasmexport countries
func countries() uint32 {
	out := output[:0]
	for i := range phone.RegionCount() {
		region := phone.RegionAt(i)
		code := phone.CallingCode(region)
		out = append(out, uint8(region), uint8(region>>8), uint8(code), uint8(code>>8), 0)
		at := len(out)
		if n, ok := phone.Example(region, phone.Mobile); ok {
			out = n.AppendNational(out)
		}
		out[at-1] = uint8(len(out) - at)
	}
	return uint32(len(out))
}

// code_name leaves the name of a form.Code in output and returns its length, 0
// past the last.
//
//go:wasmexport code_name
func codeName(code uint32) uint32 {
	return uint32(copy(output[:], form.Code(min(code, 255)).String()))
}

// type_name leaves libphonenumber's name of a number type in output and
// returns its length, 0 past the last.
//
//go:wasmexport type_name
func typeName(t uint32) uint32 {
	if t > uint32(phone.Unknown) {
		return 0
	}
	return uint32(copy(output[:], phone.Type(min(t, 255)).String()))
}

// solve tries up to budget nonces, from start on, for the challenge token in
// input. The result is the nonce, or all ones where none of them solves it. It
// needs no setup.
//
//go:wasmexport solve
func solve(length, start, budget uint32) uint32 {
	nonce, ok := challenge.Solve(take(0, length), start, budget)
	if !ok {
		return 1<<32 - 1
	}
	return nonce
}
