package sandbox

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// decode reads one JSON value. It refuses duplicate members, invalid UTF-8 and
// data after the value.
func decode(body []byte) (any, error) {
	var value any
	err := json.Unmarshal(body, &value)
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return nil, errors.New("the body has a duplicate member")
	}
	if err != nil {
		return nil, fmt.Errorf("the body is not JSON: %w", err)
	}
	return value, nil
}
