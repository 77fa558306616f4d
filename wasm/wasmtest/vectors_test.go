package wasmtest

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

// The kinds and patterns by the names that the vectors use; the numbers are
// those of shared/form.
var (
	kinds    = map[string]uint32{"text": 0, "name": 1, "multiline": 2, "email": 3, "tel": 4, "option": 5, "checkbox": 6}
	patterns = map[string]uint32{"": 0, "digits": 1, "alphanumeric": 2, "postcode": 3, "number": 4, "date": 5}
)

func TestVectors(t *testing.T) {
	b, err := os.ReadFile("../../shared/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Phone  []map[string]any
		Email  []struct{ Input, Email, Error string }
		Fields []struct {
			Kind, Pattern             string
			Required                  bool
			Min, Max                  uint32
			Options, Types, Countries []string
			CountryHint               string `json:"country_hint"`
			Value, Want, Code         string
		}
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	for _, m := range newLoadedModules(t) {
		for _, p := range v.Phone {
			input, _ := p["input"].(string)
			got := m.number(input, text(p["country_hint"]))
			for _, key := range []string{"e164", "error"} {
				if got[key] != text(p[key]) {
					t.Errorf("%q: %s %q, want %q", input, key, got[key], text(p[key]))
				}
			}
			if p["valid"] != (got["error"] == "") {
				t.Errorf("%q: error %q, want valid=%v", input, got["error"], p["valid"])
			}
			if p["valid"] != true {
				continue
			}
			for _, key := range []string{"country", "type", "national", "international", "extension"} {
				if got[key] != text(p[key]) {
					t.Errorf("%q: %s %q, want %q", input, key, got[key], text(p[key]))
				}
			}
		}
		for _, e := range v.Email {
			if out, code := m.check(e.Input, "", kinds["email"], 0, 1, 0, 0, 0, 0); out != e.Email || code != e.Error {
				t.Errorf("%q: %q %q, want %q %q", e.Input, out, code, e.Email, e.Error)
			}
		}
		for _, f := range v.Fields {
			extra, types, required := "", uint32(0), uint32(0)
			for _, o := range f.Options {
				extra += o + "\x00"
			}
			for _, c := range f.Countries {
				extra += c
			}
			for _, name := range f.Types {
				types |= 1 << typeNumber(t, name)
			}
			if f.Required {
				required = 1
			}
			out, code := m.check(f.Value, extra, kinds[f.Kind], patterns[f.Pattern], required, f.Min, f.Max, types, region(f.CountryHint))
			if out != f.Want || code != f.Code {
				t.Errorf("%s %q: %q %q, want %q %q", f.Kind, f.Value, out, code, f.Want, f.Code)
			}
		}
	}
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func region(country string) uint32 {
	if len(country) != 2 {
		return 0
	}
	return uint32(country[0])<<8 | uint32(country[1])
}

// codeName is a form.Code's name, "" for OK.
func codeName(code uint32) string {
	if code == 0 {
		return ""
	}
	return form.Code(code).String()
}

func typeNumber(t *testing.T, name string) uint32 {
	n, ok := phone.ParseType(name)
	if !ok {
		t.Fatalf("no type %q", name)
	}
	return uint32(n)
}

// label is a part of a domain.
var label = regexp.MustCompile(`[\pL\pM\pN\x{200c}\x{200d}-]+`)

var dashes = strings.NewReplacer("–", "-", "—", "-")

// check does what the browser does for the module, which has no tables of Unicode,
// and calls check with value and extra in input and kind, pattern, required,
// min, max, types and region as its first arguments.
func (m *module) check(value, extra string, rule ...uint32) (out, code string) {
	switch rule[0] {
	case kinds["email"]:
		value = dashes.Replace(value)
		at := strings.LastIndex(value, "@") + 1
		value = value[:at] + label.ReplaceAllStringFunc(value[at:], func(s string) string {
			if ascii, err := idna.Lookup.ToASCII(s); err == nil {
				return ascii
			}
			return s
		})
	case kinds["name"]:
		for _, r := range value {
			if folded := norm.NFKC.String(string(r)); len(folded) < utf8.UTFMax && folded[0] < utf8.RuneSelf {
				extra += folded
			} else {
				extra += string(r)
			}
		}
	}
	n := m.write(0, []byte(value))
	e := m.write(int(n), []byte(extra))
	result := m.call("check", append(rule, n, e)...)
	out = string(m.read(0, lengthOf(result)))
	if result>>31 == 1 && out != value {
		m.tb.Errorf("%q is not %q itself", value, out)
	}
	return out, codeName(codeOf(result))
}

// number calls number and written, and reads what they answer.
func (m *module) number(input, country string) map[string]string {
	n, r := m.write(0, []byte(input)), region(country)
	result := m.call("number", n, r)
	got := map[string]string{}
	e164, extension := result>>12&31, result>>17&31
	got["e164"] = string(m.read(0, e164))
	got["extension"] = string(m.read(e164, extension))
	got["error"] = codeName(codeOf(result))
	got["type"] = phone.Type(result >> 8 & 15).String()
	if place := result >> 22 & 255; place > 0 {
		m.call("countries")
		record := m.read(4*(place-1), 4)
		got["country"] = string([]byte{record[1], record[0]})
		if record[1] == 0 {
			got["country"] = "001"
		}
	}
	if result>>31 == 1 && got["e164"] != input {
		m.tb.Errorf("%q is not %q itself", input, got["e164"])
	}
	for how, key := range []string{"national", "international"} {
		got[key] = string(m.read(0, lengthOf(m.call("written", n, r, uint32(how)))))
	}
	return got
}

// read is a reading in shared/testdata/reads.json.
type read struct {
	Input, Country, E164, Extension string
	Changes                         []string
}

func reads(t *testing.T) (all []read) {
	b, err := os.ReadFile("../../shared/testdata/reads.json")
	if err != nil {
		t.Fatal(err)
	}
	var groups []struct{ Reads []read }
	if err := json.Unmarshal(b, &groups); err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		all = append(all, g.Reads...)
	}
	return all
}

// changeNames are the names of the bits of phone.Change in order.
var changeNames = []string{"FromLink", "TextCut", "FromLetters", "ExitCode", "PlusAdded", "Undoubled", "TrunkDropped", "OldPrefix"}

// changesAt and caretAt are where the module leaves a number's changes and a
// formatted text's caret in output.
const (
	changesAt = 48
	caretAt   = outputSize - 2
)

// readNumber reads an input as reads.json has it; missing is true where a table is
// not loaded.
func (m *module) readNumber(input, country string) (got read, missing bool) {
	m.call("number", m.write(0, []byte(input)), region(country))
	changes := binary.LittleEndian.Uint16(m.read(changesAt, 2))
	number := m.number(input, country)
	got = read{Input: input, Country: country}
	if number["error"] == "" {
		got.E164, got.Extension = number["e164"], number["extension"]
		for i, name := range changeNames {
			if changes>>i&1 == 1 {
				got.Changes = append(got.Changes, name)
			}
		}
	}
	return got, number["error"] == "phone_not_loaded"
}

func TestReads(t *testing.T) {
	for _, m := range newLoadedModules(t) {
		for _, want := range reads(t) {
			if got, _ := m.readNumber(want.Input, want.Country); !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
	}
}

// TestReadsWithMissingTables reads with no table at first, and then with each
// that was wanted. Until the last is loaded there is no answer, and then it is
// the one of a module with all tables: no other reading wins in the meantime.
func TestReadsWithMissingTables(t *testing.T) {
	all := blobs(t)
	for _, want := range reads(t) {
		m := newModule(t)
		var loaded []uint32
		for {
			m.call("wanted")
			got, missing := m.readNumber(want.Input, want.Country)
			if !missing {
				if !reflect.DeepEqual(got, want) {
					t.Errorf("with the tables %v: %+v, want %+v", loaded, got, want)
				}
				break
			}
			code := m.call("wanted")
			if slices.Contains(loaded, code) || m.load(all[int(code)]) == 0 {
				t.Fatalf("%q in %s: wanted +%d after %v", want.Input, want.Country, code, loaded)
			}
			loaded = append(loaded, code)
		}
	}
}
