// Command wasm exports the rules of shared/ as a WebAssembly module for
// browsers and Node, without imports and without a heap. exports.txt lists its
// exports; abi.go documents how values are passed.
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

// setup builds the lists of regions. It must be called first; only solve may be
// called before it.
//
//go:wasmexport setup
func setup() { phone.Setup() }

// load loads the blob in input, a file of the folder phone, as the table of its
// calling code. The memory may grow. The length is the blob's. The code is
// phone_not_loaded if the blob is malformed or of another version than this
// module.
//
//go:wasmexport load
func load(length uint32) uint32 {
	blob := take(0, length)
	size := phone.Load(blob, room(phone.Need(blob)))
	if size == 0 {
		return result(form.PhoneNotLoaded, 0)
	}
	return result(form.OK, size)
}

// wanted returns the calling code of the table that a call since the last
// wanted needed and did not find, or 0.
//
//go:wasmexport wanted
func wanted() uint32 { return uint32(phone.Wanted()) }

// Bits of check's flags.
const (
	fieldRequired      = 1 << 0
	fieldConfirmed     = 1 << 1 // form.Field's Confirmed
	fieldRefuseUnknown = 1 << 2 // form.Field's RefuseUnknown
)

// check checks the value in input by a field's rule and writes the normalised
// value to output. The extra bytes follow the value: a Tel field's allowed
// countries, an Option field's options, or a Name's Folded. The domain of an
// Email must be ASCII. The result's highest bit is set for phone numbers only.
//
//go:wasmexport check
func check(kind, pattern, flags, min, max, types, region, length, extra uint32) uint32 {
	field := ruleOf(kind, pattern, flags, min, max, types, region, length, extra)
	in := take(0, length)
	out, code := field.Check(output[:0], in)
	packed := result(code, len(out))
	if field.Kind == form.Tel {
		packed |= sameText(in, out)
	}
	return packed
}

// ruleOf returns the rule of a field from the arguments of check.
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
		text := unsafe.String(&rest[0], len(rest)) // #nosec G103 -- in input, which take has clamped; it changes only after the call
		switch field.Kind {
		case form.Tel:
			field.Countries = text
		case form.Name:
			field.Folded = text
		default:
			field.Options = text
		}
	}
	return field
}

// changesAt is the offset of the changes in output, after the longest E.164
// form and extension.
const changesAt = 48

// number reads the number in input as phone.Read does, for a region. It writes
// to output the E.164 form, the extension after that, and the phone.Changes in
// two little-endian bytes at changesAt. A number that is not valid has a code
// and an E.164 form too. In place of a length the result has, from bit 8:
//
//	4  the type
//	5  the length of the E.164 form; 0 if the input is no number
//	5  the length of the extension
//	8  the region's place in the list of countries, plus 1; 0 for none
//	1  the number of digits is possible
//
//go:wasmexport number
func number(length, region uint32) uint32 {
	in := take(0, length)
	var n phone.Number
	reading := n.Read(in, phone.Region(region))
	if reading.Err != 0 {
		return uint32(form.PhoneCode(reading.Err)) | uint32(phone.Unknown)<<8
	}
	kind, place := reading.Type, reading.Place
	code := form.OK
	if kind == phone.Unknown {
		code = form.PhoneInvalid
	}
	out := n.AppendE164(output[:0])
	size := len(out)
	out = n.AppendExtension(out)
	packed := uint32(code) | uint32(kind)<<8 | uint32(size)<<12 | uint32(len(out)-size)<<17 | uint32(place+1)<<22
	if n.IsPossible() {
		packed |= 1 << 30
	}
	output[changesAt], output[changesAt+1] = uint8(reading.Changes), uint8(reading.Changes>>8)
	return packed | sameText(in, out)
}

// written reads the number in input as number does and writes it to output in
// national (style 0) or international format (style 1). It fails if the input
// is no number.
//
//go:wasmexport written
func written(length, region, how uint32) uint32 {
	var n phone.Number
	if reading := n.Read(take(0, length), phone.Region(region)); reading.Err != 0 {
		return result(form.PhoneCode(reading.Err), 0)
	}
	if how == 0 {
		return result(form.OK, len(n.AppendNational(output[:0])))
	}
	return result(form.OK, len(n.AppendInternational(output[:0])))
}

// caretAt is the offset of the caret in output.
const caretAt = outputSize - 2

// format formats the partly typed number in input, ignoring the punctuation
// that it has; caret counts bytes. It writes the text to output, and the text's
// caret in two little-endian bytes at caretAt. It does not fail: without the
// table of its calling code the text stays as it is. Longer input than output
// is cut.
//
//go:wasmexport format
func format(length, caret, region uint32) uint32 {
	out, at := phone.AppendRetyped(output[:0], take(0, min(length, caretAt)), int(min(caret, caretAt)), phone.Region(region))
	output[caretAt], output[caretAt+1] = uint8(at), uint8(at>>8)
	return result(form.OK, len(out))
}

// countries writes one record for each region to output: region and calling
// code in two little-endian bytes each. The regions of non-geographic calling
// codes, 1, are last. It does not fail.
//
//go:wasmexport countries
func countries() uint32 {
	for i := range phone.PlaceCount() {
		region, code := phone.Place(i)
		record := output[4*i:]
		record[0], record[1], record[2], record[3] = uint8(region), uint8(region>>8), uint8(code), uint8(code>>8)
	}
	return result(form.OK, 4*phone.PlaceCount())
}

// example writes a mobile number of the region in national format to output. The
// code is phone_not_loaded if the region's table is not loaded or has none.
//
//go:wasmexport example
func example(region uint32) uint32 {
	var n phone.Number
	if !n.SetExample(phone.Region(region), phone.Mobile) {
		return result(form.PhoneNotLoaded, 0)
	}
	return result(form.OK, len(n.AppendNational(output[:0])))
}

// solve tries up to budget nonces, starting at start, for the challenge token
// in input. The result is the number of nonces before the one that solves it,
// or budget if none does. It needs no setup.
//
//go:wasmexport solve
func solve(length, start, budget uint32) uint32 {
	nonce, ok := challenge.Solve(take(0, length), start, budget)
	if !ok {
		return budget
	}
	return nonce - start
}
