package intake

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// decoder reads JSON off the front of rest. Since a value's type is known
// before it is read, and no member nests deeper than an object in an object,
// no input makes it recurse.
type decoder struct{ rest []byte }

var malformed = badRequest("malformed_json")

// atEnd reports whether nothing but white space is left.
func (d *decoder) atEnd() bool {
	d.peek()
	return len(d.rest) == 0
}

// peek skips white space and is the next byte, 0 at the end. A NUL in the
// input starts no value either, so only atEnd has to tell the two apart.
func (d *decoder) peek() byte {
	for i, c := range d.rest {
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			d.rest = d.rest[i:]
			return c
		}
	}
	d.rest = nil
	return 0
}

// take reads one byte of punctuation if it is next.
func (d *decoder) take(c byte) bool {
	if d.peek() != c {
		return false
	}
	d.rest = d.rest[1:]
	return true
}

// opening reads the first byte of a value that must begin with want. Another
// kind of value is of the wrong type; what begins no value is malformed.
func (d *decoder) opening(field string, want byte) *problem {
	if d.take(want) {
		return nil
	}
	switch c := d.peek(); {
	case c == '"', c == '{', c == '[', c == '-', c >= '0' && c <= '9', c == 't', c == 'f', c == 'n':
		return wrongType(field)
	}
	return malformed
}

// object reads an object; member reads the value of each name.
func (d *decoder) object(field string, member func(name string) *problem) *problem {
	if p := d.opening(field, '{'); p != nil {
		return p
	}
	if d.take('}') {
		return nil
	}
	seen := map[string]bool{}
	for {
		var name string
		if d.peek() != '"' {
			return malformed
		}
		if p := d.text("", &name); p != nil {
			return p
		}
		if !d.take(':') {
			return malformed
		}
		if seen[name] {
			p := badRequest("duplicate_member")
			p.field = unknownMember(name).field
			return p
		}
		seen[name] = true
		if p := member(name); p != nil {
			return p
		}
		if d.take('}') {
			return nil
		}
		if !d.take(',') {
			return malformed
		}
	}
}

// texts reads an object of strings.
func (d *decoder) texts(field string, into *map[string]string) *problem {
	*into = map[string]string{}
	return d.object(field, func(name string) *problem {
		var value string
		p := d.text(field, &value)
		(*into)[name] = value
		return p
	})
}

// list reads an array of strings.
func (d *decoder) list(field string, into *[]string) *problem {
	if p := d.opening(field, '['); p != nil {
		return p
	}
	if d.take(']') {
		return nil
	}
	for {
		var value string
		if p := d.text(field, &value); p != nil {
			return p
		}
		*into = append(*into, value)
		if d.take(']') {
			return nil
		}
		if !d.take(',') {
			return malformed
		}
	}
}

func (d *decoder) boolean(field string, into *bool) *problem {
	if c := d.peek(); c != 't' && c != 'f' {
		return d.opening(field, 't')
	}
	for _, word := range []string{"true", "false"} {
		if len(d.rest) >= len(word) && string(d.rest[:len(word)]) == word {
			d.rest = d.rest[len(word):]
			*into = word == "true"
			return nil
		}
	}
	return malformed
}

// text reads a string (RFC 8259, section 7).
func (d *decoder) text(field string, into *string) *problem {
	if p := d.opening(field, '"'); p != nil {
		return p
	}
	var out []byte
	for i := 0; i < len(d.rest); {
		switch c := d.rest[i]; {
		case c == '"':
			*into = string(append(out, d.rest[:i]...))
			d.rest = d.rest[i+1:]
			return nil
		case c < ' ':
			return malformed
		case c != '\\':
			i++
		default:
			out = append(out, d.rest[:i]...)
			d.rest = d.rest[i+1:]
			var p *problem
			if out, p = d.escape(out); p != nil {
				return p
			}
			i = 0
		}
	}
	return malformed
}

// escape appends what the rest of an escape sequence stands for.
func (d *decoder) escape(out []byte) ([]byte, *problem) {
	if len(d.rest) == 0 {
		return out, malformed
	}
	c := d.rest[0]
	d.rest = d.rest[1:]
	switch c {
	case '"', '\\', '/':
		return append(out, c), nil
	case 'b':
		return append(out, '\b'), nil
	case 'f':
		return append(out, '\f'), nil
	case 'n':
		return append(out, '\n'), nil
	case 'r':
		return append(out, '\r'), nil
	case 't':
		return append(out, '\t'), nil
	case 'u':
		r, ok := d.unit()
		if ok && utf16.IsSurrogate(r) {
			var low rune
			if len(d.rest) < 2 || d.rest[0] != '\\' || d.rest[1] != 'u' {
				return out, badRequest("invalid_utf8")
			}
			d.rest = d.rest[2:]
			low, ok = d.unit()
			if r = utf16.DecodeRune(r, low); ok && r == utf8.RuneError {
				return out, badRequest("invalid_utf8")
			}
		}
		if ok {
			return utf8.AppendRune(out, r), nil
		}
	}
	return out, malformed
}

// unit reads the four digits of a \u escape: a UTF-16 code unit.
func (d *decoder) unit() (rune, bool) {
	if len(d.rest) < 4 {
		return 0, false
	}
	for _, c := range d.rest[:4] {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return 0, false
		}
	}
	n, err := strconv.ParseUint(string(d.rest[:4]), 16, 16)
	d.rest = d.rest[4:]
	return rune(n), err == nil
}
