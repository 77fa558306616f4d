package thoughtly

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// SubmissionAttribute is the contact attribute that Search compares.
const SubmissionAttribute = "submission_id"

// The limits of a search: the API's largest page size and its default one, the
// number of pages that are read before the result is unknown, and the depth to
// which an answer is searched for contacts.
const (
	pageSize    = 50
	defaultPage = 20
	maxPages    = 4
	maxNesting  = 8
)

// Search returns the id of the contact that has the submission's id as an
// attribute, among the contacts that match the number in E.164. It returns ""
// if the answer is readable and does not have the contact. The shape of the
// answer is not documented, so contacts are accepted at any place in it. If the
// contacts cannot be told apart, Search returns an error with Unreadable set,
// never "".
func (c *Client) Search(ctx context.Context, phone, submissionID string) (string, error) {
	f := finder{phone: phone, submission: submissionID, seen: map[string]bool{}}
	for page := range maxPages {
		query := url.Values{"search": {phone}, "limit": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(page)}}
		data, err := c.do(ctx, request{OpSearch, http.MethodGet, "/contact?" + query.Encode(), nil})
		if err != nil {
			return "", err
		}
		before := len(f.seen)
		f.lists, f.contacts = 0, 0
		f.value(data, 0)
		switch {
		case f.found != "":
			return f.found, nil
		case f.doubtful || f.lists == 0 && f.contacts == 0:
			return "", unreadable("the answer's contacts cannot be read")
		case f.contacts == 0, f.contacts < defaultPage && f.total <= len(f.seen):
			// No more contacts, or a page that is smaller than a full one.
			return "", nil
		case len(f.seen) == before:
			return "", unreadable("the API repeats a page")
		}
	}
	return "", unreadable("too many contacts match")
}

func unreadable(reason string) *Error {
	return &Error{Kind: Ambiguous, Status: http.StatusOK, Reason: reason, Unreadable: true}
}

// finder searches a JSON value for contacts.
type finder struct {
	phone, submission string

	found    string // the id of the submission's contact
	lists    int    // arrays of the page, outside of contacts
	contacts int    // of the page
	seen     map[string]bool
	total    int  // the largest count of contacts that an answer states
	doubtful bool // something may be the submission's contact and cannot be read
}

func (f *finder) value(raw json.RawMessage, depth int) {
	if depth > maxNesting {
		f.doubtful = true
		return
	}
	switch raw = bytes.TrimSpace(raw); {
	case len(raw) == 0:
	case raw[0] == '[':
		var items []json.RawMessage
		if json.Unmarshal(raw, &items) != nil {
			f.doubtful = true
			return
		}
		f.lists++
		for _, item := range items {
			if item = bytes.TrimSpace(item); len(item) == 0 || item[0] != '{' && item[0] != '[' {
				f.doubtful = true // a list of ids, or of something else
				continue
			}
			f.value(item, depth+1)
		}
	case raw[0] == '{':
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) != nil {
			f.doubtful = true
			return
		}
		if f.contact(object) {
			return
		}
		for name, member := range object {
			var n int
			if strings.HasPrefix(strings.ToLower(name), "total") && json.Unmarshal(member, &n) == nil {
				f.total = max(f.total, n)
			}
			if member = bytes.TrimSpace(member); len(member) > 0 && (member[0] == '{' || member[0] == '[') {
				f.value(member, depth+1)
			}
		}
	}
}

// contact reports whether an object is a contact, which has an id and a phone
// number or attributes, and compares it with the submission.
func (f *finder) contact(object map[string]json.RawMessage) bool {
	attributes, named := object["attributes"]
	number, hasNumber := object["phone_number"]
	if _, hasID := object["id"]; !hasID || !hasNumber && !named {
		return false
	}
	hasAttributes := named && string(attributes) != "null"
	f.contacts++
	id := idOf(object)
	f.seen[id] = true
	switch {
	case hasAttributes && holds(attributes, f.submission, 0):
		if f.found = id; id == "" {
			f.doubtful = true
		}
	case hasAttributes:
	default:
		// Without attributes, only a different number proves that it is another
		// contact.
		var text string
		if json.Unmarshal(number, &text) != nil || digits(text) == digits(f.phone) || text == "" {
			f.doubtful = true
		}
	}
	return true
}

// holds reports whether any string in a JSON value equals want. A submission id
// is a UUID, so no other string equals it by chance. Attributes may be an
// object, a list of pairs, or JSON within a string.
func holds(raw json.RawMessage, want string, depth int) bool {
	if depth > maxNesting {
		return false
	}
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return false
	}
	return holdsValue(value, want, depth)
}

func holdsValue(value any, want string, depth int) bool {
	switch v := value.(type) {
	case string:
		return v == want || len(v) > len(want) && (v[0] == '{' || v[0] == '[') && holds(json.RawMessage(v), want, depth+1)
	case []any:
		for _, item := range v {
			if holdsValue(item, want, depth) {
				return true
			}
		}
	case map[string]any:
		for _, item := range v {
			if holdsValue(item, want, depth) {
				return true
			}
		}
	}
	return false
}

func digits(s string) string {
	var b []byte
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			b = append(b, s[i])
		}
	}
	return string(b)
}
