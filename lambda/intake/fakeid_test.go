package intake

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"testing"
)

// A fake contact id has the format of Thoughtly's latest ids.
func TestFakeIDsLookLikeRealOnes(t *testing.T) {
	for _, c := range []struct{ id, other, form string }{
		{"1234567", "", `^\d{7}$`},
		{"1234567", "1234566", `^123456\d$`},
		{"c_42", "c_17", `^c_\d\d$`},
		{"0b4e9a2c-1111-4222-8333-123456789abc", "", `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{"018f3a6e-0000-7000-8000-123456789abc", "018f3a6e-0001-7000-8000-abcdef000000", `^018f3a6e-000[0-9a-f]-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{"665f1c2ab9d4e8a001234567", "", `^[0-9a-f]{24}$`},
		{"665F1C2AB9D4E8A001234567", "", `^[0-9A-F]{24}$`},
		{"clx1abc2z0001qwer", "clx1abc3k0007tyui", `^clx1abc[0-9a-z]{10}$`},
		{"01HZX3V9K8QWERTYUIOPASDFGH", "01HZX3V9M0QWERTYUIOPASDFGH", `^01HZX3V9[0-9A-Z]{18}$`},
		{"cnt_aB3xY9Qz", "", `^cnt_[0-9A-Za-z]{8}$`},
		{"?", "", `^\?$`},
	} {
		made := map[string]bool{}
		for n := range 200 {
			id := inTheFormOf(c.id, c.other, sha256.Sum256([]byte(fmt.Sprint(n))))
			if !regexp.MustCompile(c.form).MatchString(id) {
				t.Fatalf("%s in the form of %s and %s", id, c.id, c.other)
			}
			made[id] = true
		}
		if len(made) < 5 && c.id != "?" {
			t.Errorf("%s: only %d different ids", c.id, len(made))
		}
	}
}
