package queue

import (
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// Encode returns the message as JSON of printable ASCII: every other character
// is a \u escape. SQS refuses bodies with characters that XML does not allow
// (U+FFFE, U+FFFF and most controls), which would lose the lead.
func (m Message) Encode() (string, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("queue: %w", err)
	}
	ascii := make([]byte, 0, len(body))
	for i := 0; i < len(body); {
		if c := body[i]; c <= '~' {
			ascii = append(ascii, c)
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		i += size
		if r > 0xffff {
			high, low := utf16.EncodeRune(r)
			ascii = fmt.Appendf(ascii, `\u%04x\u%04x`, high, low)
		} else {
			ascii = fmt.Appendf(ascii, `\u%04x`, r)
		}
	}
	return string(ascii), nil
}
