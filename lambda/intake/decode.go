package intake

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"thoughtlyform/shared"
)

// submission is a decoded body. Only its shape is checked.
type submission struct {
	shared.Submission
	typed string // the phone number as typed; validation replaces the other
	// confirms is confirmed_number of a form post: "true", or the number that the
	// error page reported as unknown, so that a different number is not confirmed.
	confirms string
	// without is the address that the error page refused and offers to leave out,
	// so that a corrected one is kept.
	without string
}

// jsonBody is the body of POST /contacts.
type jsonBody struct {
	shared.Submission
	Honeypot string `json:"tf_leave_empty"` // shared.HoneypotName
}

// errNull refuses null, which no member accepts.
var errNull = errors.New("null is not allowed")

// strict refuses unknown members and null, in addition to JSON v2's own rules
// (exact names, no duplicates, valid UTF-8). Two parsers then read the same
// lead from one body.
var strict = json.JoinOptions(
	json.RejectUnknownMembers(true),
	json.WithUnmarshalers(json.UnmarshalFromFunc(func(d *jsontext.Decoder, _ any) error {
		if d.PeekKind() == 'n' {
			return errNull
		}
		return errors.ErrUnsupported // decode by the default rules
	})),
)

// decodeJSON decodes the body of POST /contacts (RFC 8259).
func decodeJSON(body []byte) (submission, *problem) {
	if !utf8.Valid(body) {
		return submission{}, badRequest("invalid_utf8")
	}
	var read jsonBody
	if err := json.Unmarshal(body, &read, strict); err != nil {
		return submission{}, decodeProblem(err)
	}
	s := submission{Submission: read.Submission, typed: read.PhoneNumber}
	s.Website = cmp.Or(s.Website, read.Honeypot)
	return s, nil
}

// decodeProblem returns the problem of a body that could not be decoded, with
// the member that caused it.
func decodeProblem(err error) *problem {
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &syntax) && errors.Is(err, jsontext.ErrDuplicateName):
		return named("duplicate_member", slices.Collect(syntax.JSONPointer.Tokens())...)
	case errors.As(err, &syntax):
		return badRequest("malformed_json")
	case errors.As(err, &semantic) && errors.Is(err, json.ErrUnknownName):
		return named("unknown_member", slices.Collect(semantic.JSONPointer.Tokens())...)
	case errors.As(err, &semantic):
		return named("wrong_type", slices.Collect(semantic.JSONPointer.Tokens())...)
	}
	return badRequest("malformed_json")
}

// named returns a problem with the member at a path, such as "page.url" or
// "tags". A name that is not a plain identifier is left out.
func named(code string, path ...string) *problem {
	if len(path) > 0 && path[0] != "page" {
		path = path[:1]
	}
	p := badRequest(code)
	if field := strings.Join(path[:min(len(path), 2)], "."); isName(field) {
		p.field = field
	}
	return p
}

func badRequest(code string) *problem {
	return &problem{status: http.StatusBadRequest, code: code}
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && c != '_' && c != '.' && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}
