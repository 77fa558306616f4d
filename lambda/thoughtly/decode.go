package thoughtly

import (
	"bufio"
	"compress/gzip"
	"compress/zlib"
	"encoding/json"
	"errors"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decode parses the first JSON value of an answer and ignores the bytes after
// it, so that it does not wait for a connection that stays open. The request
// asks for an uncompressed answer; decode also accepts gzip, zlib and UTF-16,
// whatever the headers are.
func decode(body io.Reader, v any) error {
	r := bufio.NewReader(io.LimitReader(body, maxAnswer))
	start, err := r.Peek(2)
	if err != nil {
		return err
	}
	var plain io.Reader = r
	switch {
	case start[0] == 0x1f && start[1] == 0x8b:
		plain, err = gzip.NewReader(r)
	case start[0] == 0x78: // no JSON begins with an x
		plain, err = zlib.NewReader(r)
	}
	if err != nil {
		return err
	}
	r = bufio.NewReader(io.LimitReader(plain, maxAnswer))
	start, err = r.Peek(2)
	if err != nil {
		return err
	}
	charset := encoding.Nop
	switch {
	case start[0] == 0:
		charset = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case start[1] == 0:
		charset = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	}
	text := transform.NewReader(r, unicode.BOMOverride(charset.NewDecoder()))
	return json.NewDecoder(text).Decode(v)
}

// isCutOff reports whether an answer ended before its JSON value did.
func isCutOff(err error) bool {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	return !errors.As(err, &syntax) && !errors.As(err, &kind) && !errors.Is(err, io.EOF)
}
