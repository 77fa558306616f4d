package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestMerge(t *testing.T) {
	value, err := merge(`{"api_token":"old","team_id":"","hmac_key":"stays","other":{"a":1}}`, map[string]string{"api_token": "new", "team_id": "team"})
	if err != nil {
		t.Fatal(err)
	}
	if value != `{"api_token":"new","hmac_key":"stays","other":{"a":1},"team_id":"team"}` {
		t.Error(value)
	}
}

func TestMergeCreatesAKeyOnce(t *testing.T) {
	for _, now := range []string{"", "{}", `{"hmac_key":""}`} {
		first, err := merge(now, map[string]string{"api_token": "a", "team_id": "b"})
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]string
		if err := json.Unmarshal([]byte(first), &m); err != nil || len(m["hmac_key"]) < 26 {
			t.Errorf("%q: %s", now, first)
		}
		if second, err := merge(first, map[string]string{"api_token": "a", "team_id": "b"}); err != nil || second != first {
			t.Errorf("%q: the key changed", now)
		}
	}
}

func TestMergeRefusesASecretThatIsNotJSON(t *testing.T) {
	_, err := merge("token-in-plain-text", map[string]string{"api_token": "a", "team_id": "b"})
	if err == nil || strings.Contains(err.Error(), "token-in") {
		t.Errorf("%v", err)
	}
}

func TestCheckValue(t *testing.T) {
	tests := []struct {
		typed, want string
		ok          bool
	}{
		{"token\n", "token", true},
		{"  token\r\n", "token", true},
		{"\n", "", false},
		{"two words\n", "", false},
		{"to\tken", "", false},
		{"tokén", "", false},
	}
	for _, test := range tests {
		got, err := checkValue(test.typed)
		if got != test.want || (err == nil) != test.ok {
			t.Errorf("%q: %q, %v", test.typed, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "ken") {
			t.Errorf("%q: the error repeats the value", test.typed)
		}
	}
}
