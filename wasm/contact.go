//go:build !form

//lint:file-ignore U1000 the exports are called from outside of Go

package main

import (
	"unsafe"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
)

// shared.Validate, split into calls: contact_begin, contact_field for each
// field of the form, contact_end, and contact_tag for each tag. Each call
// writes findings to output and does not fail. A finding is a form.Code, the
// length of a name, the length of a value in two little-endian bytes, and both
// texts. With code 0 the contact gets the value under the name; any other code
// refuses it.

var validation = shared.Validation{Out: findings{}}

var found int // bytes of findings in output

// findings writes the results of the validation to output. A finding that does
// not fit is dropped, which cannot happen: a field has at most three.
type findings struct{}

func (findings) Set(name string, value []byte) { finding(form.OK, name, value) }

func (findings) Refuse(name string, code form.Code) { finding(code, name, nil) }

func finding(code form.Code, name string, value []byte) {
	rest := output[found:]
	if len(name) > 255 || 4+len(name)+len(value) > len(rest) {
		return
	}
	rest[0], rest[1], rest[2], rest[3] = uint8(code), uint8(len(name)), uint8(len(value)), uint8(len(value)>>8)
	found += 4 + copy(rest[4:], name)
	found += copy(output[found:], value)
}

// text returns n bytes of input as a string, which is valid until input changes.
func text(at, n uint32) string {
	b := take(at, n)
	return unsafe.String(unsafe.SliceData(b), len(b)) // #nosec G103 -- in input, which take has clamped
}

// contact_begin starts a contact, whose country code is in input. confirmed is
// Submission.ConfirmedNumber. If the findings refuse anything except
// country_code, make no further call.
//
//go:wasmexport contact_begin
func contactBegin(length, attributes, tags, confirmed uint32) uint32 {
	found = 0
	validation.Confirmed = confirmed != 0
	validation.Begin(text(0, length), int(attributes), int(tags))
	return result(form.OK, found)
}

// contact_field validates a field by a rule that is passed as for check, with
// the field's name in input after the extra bytes; sent is whether the contact
// has the field.
//
//go:wasmexport contact_field
func contactField(kind, pattern, flags, min, max, types, region, length, extra, name, sent uint32) uint32 {
	found = 0
	field := ruleOf(kind, pattern, flags, min, max, types, region, length, extra)
	field.Name = text(length+extra, name)
	validation.Field(&field, take(0, length), sent != 0)
	return result(form.OK, found)
}

// contact_end ends the contact. The arguments are whether it has a phone
// number, a name and an address.
//
//go:wasmexport contact_end
func contactEnd(phoneNumber, name, email uint32) uint32 {
	found = 0
	validation.End(phoneNumber != 0, name != 0, email != 0)
	return result(form.OK, found)
}

// contact_tag validates the tag in input, with the form's tags after it. If the
// findings refuse it, make no further call.
//
//go:wasmexport contact_tag
func contactTag(length, extra uint32) uint32 {
	found = 0
	validation.Tag(text(length, extra), take(0, length))
	return result(form.OK, found)
}
