package queue_test

import (
	"encoding/json"
	"testing"

	"thoughtlyform/lambda/queue"
)

// Every code point of the Basic Multilingual Plane, and the first and last ones of the
// other planes, arrives unchanged and is encoded as printable ASCII.
func TestEncodeIsASCII(t *testing.T) {
	try := func(r rune) {
		if r >= 0xd800 && r <= 0xdfff {
			return // surrogates are not characters
		}
		text := "a" + string(r) + "b"
		var m queue.Message
		m.Contact.Name = text
		body, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []byte(body) {
			if c < ' ' || c > '~' {
				t.Fatalf("%U travels as the byte %#x", r, c)
			}
		}
		var got queue.Message
		if err := json.Unmarshal([]byte(body), &got); err != nil || got.Contact.Name != text {
			t.Fatalf("%U arrives as %q, %v", r, got.Contact.Name, err)
		}
	}
	for r := rune(0); r <= 0xffff; r++ {
		try(r)
	}
	for plane := rune(1); plane <= 16; plane++ {
		for _, r := range []rune{0, 1, 0xfffd, 0xfffe, 0xffff} {
			try(plane<<16 | r)
		}
	}
}
