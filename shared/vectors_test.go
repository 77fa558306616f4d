package shared_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"thoughtlyform/shared"
	"thoughtlyform/shared/email"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// vectors is testdata/vectors.json, which the module under wazero and the
// TypeScript validator run too.
type vectors struct {
	Phone []struct {
		Input         string `json:"input"`
		CountryHint   string `json:"country_hint"`
		Valid         bool   `json:"valid"`
		E164          string `json:"e164"`
		Country       string `json:"country"`
		Type          string `json:"type"`
		National      string `json:"national"`
		International string `json:"international"`
		Extension     string `json:"extension"`
		Error         string `json:"error"`
	} `json:"phone"`
	Email []struct {
		Input string `json:"input"`
		Email string `json:"email"`
		Error string `json:"error"`
	} `json:"email"`
	Fields []struct {
		Kind        string   `json:"kind"`
		Pattern     string   `json:"pattern"`
		Required    bool     `json:"required"`
		Min         int      `json:"min"`
		Max         int      `json:"max"`
		Options     []string `json:"options"`
		Types       []string `json:"types"`
		Countries   []string `json:"countries"`
		CountryHint string   `json:"country_hint"`
		Value       string   `json:"value"`
		Want        string   `json:"want"`
		Code        string   `json:"code"`
	} `json:"fields"`
	Contacts []struct {
		Fields []struct {
			Name     string   `json:"name"`
			Kind     string   `json:"kind"`
			Required bool     `json:"required"`
			Options  []string `json:"options"`
		} `json:"fields"`
		Tags    []string       `json:"tags"`
		Contact shared.Contact `json:"contact"`
		Want    shared.Contact `json:"want"`
		Errors  []string       `json:"errors"` // "field code"
	} `json:"contacts"`
}

var kinds = map[string]form.Kind{
	"text": form.Text, "name": form.Name, "multiline": form.Multiline, "email": form.Email,
	"tel": form.Tel, "option": form.Option, "checkbox": form.Checkbox,
}

var patterns = map[string]form.Pattern{
	"": form.Any, "digits": form.Digits, "alphanumeric": form.Alphanumeric,
	"postcode": form.Postcode, "number": form.Number, "date": form.Date,
}

func readVectors(t *testing.T) vectors {
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Phone) == 0 || len(v.Email) == 0 || len(v.Fields) == 0 || len(v.Contacts) == 0 {
		t.Fatal("a part of the vectors is missing")
	}
	return v
}

func TestPhoneVectors(t *testing.T) {
	for _, v := range readVectors(t).Phone {
		n, err := phone.ParseBytes([]byte(v.Input), phone.ParseRegion(v.CountryHint))
		code := form.PhoneCode(err)
		if err == 0 && !n.IsValid() {
			code = form.PhoneInvalid
		}
		if got := name(code); got != v.Error {
			t.Errorf("%q in %q: error %q, want %q", v.Input, v.CountryHint, got, v.Error)
			continue
		}
		if err != 0 {
			continue
		}
		if got := n.E164(); got != v.E164 {
			t.Errorf("%q: E.164 %q, want %q", v.Input, got, v.E164)
		}
		if !v.Valid {
			continue
		}
		for _, c := range [][3]string{
			{"country", n.Region().String(), v.Country},
			{"type", n.Type().String(), v.Type},
			{"national", string(n.AppendNational(nil)), v.National},
			{"international", string(n.AppendInternational(nil)), v.International},
			{"extension", string(n.Extension()), v.Extension},
		} {
			if c[1] != c[2] {
				t.Errorf("%q: %s %q, want %q", v.Input, c[0], c[1], c[2])
			}
		}
	}
}

func TestEmailVectors(t *testing.T) {
	f := form.Field{Kind: form.Email, Required: true}
	for _, v := range readVectors(t).Email {
		out, code := f.Check(nil, []byte(v.Input))
		if string(out) != v.Email || name(code) != v.Error {
			t.Errorf("%q: %q %q, want %q %q", v.Input, out, name(code), v.Email, v.Error)
		}
		if len(out) > email.MaxLength {
			t.Errorf("%q: %d bytes", v.Input, len(out))
		}
	}
}

func TestFieldVectors(t *testing.T) {
	for _, v := range readVectors(t).Fields {
		kind, ok := kinds[v.Kind]
		pattern, known := patterns[v.Pattern]
		if !ok || !known {
			t.Fatalf("no kind %q or no pattern %q", v.Kind, v.Pattern)
		}
		f := form.Field{
			Kind: kind, Pattern: pattern, Required: v.Required, Min: v.Min, Max: v.Max,
			Region: phone.ParseRegion(v.CountryHint), Countries: strings.Join(v.Countries, ""),
		}
		f.Options = listed(v.Options)
		for _, s := range v.Types {
			typ, ok := phone.ParseType(s)
			if !ok {
				t.Fatalf("no type %q", s)
			}
			f.Types |= 1 << typ
		}
		out, code := f.Check(nil, []byte(v.Value))
		if string(out) != v.Want || name(code) != v.Code {
			t.Errorf("%s %q: %q %q, want %q %q", v.Kind, v.Value, out, name(code), v.Want, v.Code)
		}
	}
}

func TestContactVectors(t *testing.T) {
	for _, v := range readVectors(t).Contacts {
		rules := shared.Rules{Tags: listed(v.Tags)}
		for _, f := range v.Fields {
			rules.Fields = append(rules.Fields, form.Field{Name: f.Name, Kind: kinds[f.Kind], Required: f.Required, Options: listed(f.Options)})
		}
		got, errs := shared.Validate(v.Contact, rules)
		var refused []string
		for _, e := range errs {
			refused = append(refused, e.Field+" "+e.Code.String())
		}
		if !slices.Equal(refused, v.Errors) {
			t.Errorf("%+v: refused with %q, want %q", v.Contact, refused, v.Errors)
		}
		if len(refused) == 0 && !reflect.DeepEqual(got, v.Want) {
			t.Errorf("%+v: %+v, want %+v", v.Contact, got, v.Want)
		}
	}
}

// listed is options or tags as rules hold them: each ended by a NUL.
func listed(values []string) (list string) {
	for _, v := range values {
		list += v + "\x00"
	}
	return list
}

// name returns a code as the vectors write it: "" for OK.
func name(c form.Code) string {
	if c == form.OK {
		return ""
	}
	return c.String()
}
