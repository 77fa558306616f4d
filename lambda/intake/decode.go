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

// submission is a body as read: only its shape is checked.
type submission struct {
	shared.Submission
	typed string // the phone number as written, which validation replaces
	// confirms is confirmed_number of a form post: "true", or the number that
	// the error page told to be unknown, so that another one is not confirmed.
	confirms string
	// without is the address that the error page refused and offers to leave
	// out, so that a corrected one is not left out.
	without string
}

// jsonBody is what the body of POST /contacts may hold.
type jsonBody struct {
	shared.Submission
	Honeypot string `json:"tf_leave_empty"` // shared.HoneypotName
}

// errNull refuses null, which is no value of any member.
var errNull = errors.New("null is not allowed")

// strict adds to JSON v2's own rules (exact names, no duplicates, valid UTF-8)
// that a member is known and not null. Two readers of one body then see the
// same lead.
var strict = json.JoinOptions(
	json.RejectUnknownMembers(true),
	json.WithUnmarshalers(json.UnmarshalFromFunc(func(d *jsontext.Decoder, _ any) error {
		if d.PeekKind() == 'n' {
			return errNull
		}
		return errors.ErrUnsupported // decode as usual
	})),
)

// decodeJSON reads the body of POST /contacts (RFC 8259).
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

// decodeProblem reports what is wrong with a body, and with which member.
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

// named returns a problem of the member at a path, which it names as "page.url" or
// "tags". A name that does not read like one is not repeated.
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
