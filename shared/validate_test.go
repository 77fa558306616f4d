package shared_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	. "thoughtlyform/shared"
	"thoughtlyform/shared/form"
)

// rules are those of a form that has a field of every kind.
var rules = Rules{
	Fields: []form.Field{
		{Name: "name", Kind: form.Name},
		{Name: "phone_number", Kind: form.Tel, Required: true, Region: 'U'<<8 | 'S', Countries: "USCA"},
		{Name: "email", Kind: form.Email},
		{Name: "attributes.size", Kind: form.Option, Options: "small\x00large\x00"},
		{Name: "attributes.note", Kind: form.Multiline, Min: 3, Max: 10},
		{Name: "attributes.terms", Kind: form.Checkbox},
		{Name: "attributes.zip", Pattern: form.Digits},
	},
	Tags: "sales\x00support\x00",
}

const number = "+14155550123"

func attributes(pairs ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

func many(n int) map[string]string {
	m := map[string]string{}
	for i := range n {
		m[fmt.Sprint("k", i)] = "v"
	}
	return m
}

func TestValidateNormalises(t *testing.T) {
	in := Contact{
		PhoneNumber: " (415) 555-0123 ", Name: "  Ada   Lovelace ", Email: "Ada@Example.COM", CountryCode: "1",
		Tags:       []string{"sales", "sales", "support"},
		Attributes: attributes("size", " large ", "note", "a\r\nb", "terms", "true", "zip", " "),
	}
	want := Contact{
		PhoneNumber: number, Name: "Ada Lovelace", Email: "Ada@example.com", CountryCode: "US",
		Tags:       []string{"sales", "support"},
		Attributes: attributes("size", "large", "note", "a\nb", "terms", "true"),
	}
	before := in
	before.Tags, before.Attributes = slices.Clone(in.Tags), maps.Clone(in.Attributes)
	got, errs := Validate(in, rules)
	if errs != nil {
		t.Fatalf("refused: %v", errs)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if !reflect.DeepEqual(in, before) {
		t.Errorf("the contact passed in became %+v", in)
	}
	again, errs := Validate(got, rules)
	if errs != nil || !reflect.DeepEqual(again, got) {
		t.Errorf("done again: %+v %v", again, errs)
	}
}

func TestValidateRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		contact Contact
		want    []FieldError
	}{
		{"nothing", Contact{}, []FieldError{{"phone_number", form.Required}}},
		{"a short text", Contact{PhoneNumber: number, Attributes: attributes("note", "ab")}, []FieldError{{"attributes.note", form.TooShort}}},
		{"a long text", Contact{PhoneNumber: number, Attributes: attributes("note", "abcdefghijk")}, []FieldError{{"attributes.note", form.TooLong}}},
		{"a control character", Contact{PhoneNumber: number, Name: "a\x00"}, []FieldError{{"name", form.InvalidText}}},
		{"a brace", Contact{PhoneNumber: number, Name: "{name}"}, []FieldError{{"name", form.ForbiddenCharacter}}},
		{"a link", Contact{PhoneNumber: number, Name: "www.example.com"}, []FieldError{{"name", form.ContainsURL}}},
		{"another shape", Contact{PhoneNumber: number, Attributes: attributes("zip", "x")}, []FieldError{{"attributes.zip", form.PatternMismatch}}},
		{"another option", Contact{PhoneNumber: number, Attributes: attributes("size", "medium")}, []FieldError{{"attributes.size", form.UnknownOption}}},
		{"no address", Contact{PhoneNumber: number, Email: "ada"}, []FieldError{{"email", form.EmailInvalid}}},
		{"an address inside a house", Contact{PhoneNumber: number, Email: "ada@localhost"}, []FieldError{{"email", form.EmailNoDot}}},
		{"no number", Contact{PhoneNumber: "call me"}, []FieldError{{"phone_number", form.PhoneNotANumber}}},
		{"a short number", Contact{PhoneNumber: "+1415"}, []FieldError{{"phone_number", form.PhoneTooShort}}},
		{"a long number", Contact{PhoneNumber: number + number[1:]}, []FieldError{{"phone_number", form.PhoneTooLong}}},
		{"a number in no range", Contact{PhoneNumber: "+11155550123"}, []FieldError{{"phone_number", form.PhoneUnknown}}},
		{"a number of no country", Contact{PhoneNumber: "+9991234567"}, []FieldError{{"phone_number", form.PhoneUnknownCountry}}},
		{"a number of premium rate", Contact{PhoneNumber: "+19005551234"}, []FieldError{{"phone_number", form.PhoneTypeNotAllowed}}},
		{"a number of another country", Contact{PhoneNumber: "+442079460018"}, []FieldError{{"phone_number", form.PhoneCountryNotAllowed}}},
		{"a country", Contact{PhoneNumber: number, CountryCode: "?"}, []FieldError{{"country_code", form.CountryUnknown}}},
		{"an attribute of no field", Contact{PhoneNumber: number, Attributes: attributes("x", "")}, []FieldError{{"attributes", form.UnknownField}}},
		{"a tag that is not offered", Contact{PhoneNumber: number, Tags: []string{"sales", "vip"}}, []FieldError{{"tags", form.UnknownField}}},
		{"attributes over the limit", Contact{PhoneNumber: number, Attributes: many(MaxAttributes + 1)}, []FieldError{{"attributes", form.TooMany}}},
		{"tags over the limit", Contact{PhoneNumber: number, Tags: make([]string, MaxTags+1)}, []FieldError{{"tags", form.TooMany}}},
		{
			"in the order of the fields",
			Contact{Name: "{", PhoneNumber: "x", Email: "x", Attributes: attributes("size", "x", "y", "z"), Tags: []string{"x"}},
			[]FieldError{
				{"name", form.ForbiddenCharacter}, {"phone_number", form.PhoneNotANumber}, {"email", form.EmailInvalid},
				{"attributes.size", form.UnknownOption}, {"attributes", form.UnknownField}, {"tags", form.UnknownField},
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, errs := Validate(c.contact, rules); !slices.Equal(errs, c.want) {
				t.Errorf("refused with %v, want %v", errs, c.want)
			}
		})
	}
}

func TestConsentIsAField(t *testing.T) {
	fields := []form.Field{{Name: "phone_number", Kind: form.Tel}, {Name: ConsentField, Kind: form.Checkbox}}
	for _, c := range []struct {
		required, given bool
		want            []FieldError
	}{
		{false, false, nil}, {false, true, nil}, {true, true, nil}, {true, false, []FieldError{{ConsentField, form.Required}}},
	} {
		fields[1].Required = c.required
		got, errs := Validate(Contact{PhoneNumber: number, Consent: c.given}, Rules{Fields: fields})
		if !slices.Equal(errs, c.want) {
			t.Errorf("%+v: refused with %v", c, errs)
		}
		if got.Consent || got.Attributes != nil {
			t.Errorf("%+v: the contact carries the consent: %+v", c, got)
		}
	}
}

func TestValidateRefusesMembersOfNoField(t *testing.T) {
	phoneOnly := Rules{Fields: []form.Field{{Name: "phone_number", Kind: form.Tel}}}
	_, errs := Validate(Contact{PhoneNumber: number, Name: "Ada", Email: "ada@example.com"}, phoneOnly)
	if want := []FieldError{{"name", form.UnknownField}, {"email", form.UnknownField}}; !slices.Equal(errs, want) {
		t.Errorf("refused with %v, want %v", errs, want)
	}
	_, errs = Validate(Contact{PhoneNumber: number}, Rules{})
	if want := []FieldError{{"phone_number", form.UnknownField}}; !slices.Equal(errs, want) {
		t.Errorf("refused with %v, want %v", errs, want)
	}
}

func TestConfirmedNumberIsMarked(t *testing.T) {
	confirmed := rules
	confirmed.ConfirmedNumber = true
	got, errs := Validate(Contact{PhoneNumber: "(436) 234-5678"}, confirmed)
	want := Contact{PhoneNumber: "+14362345678", CountryCode: "US", Attributes: attributes(NumberCheck, UnknownRange)}
	if errs != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v %v, want %+v", got, errs, want)
	}
	if got, errs := Validate(Contact{PhoneNumber: number}, confirmed); errs != nil || got.Attributes != nil {
		t.Errorf("a known number: %+v %v", got, errs)
	}
}

func TestExtensionIsKeptIfTheFormHasTheField(t *testing.T) {
	c := Contact{PhoneNumber: number + " ext. 12"}
	if got, errs := Validate(c, rules); errs != nil || got.PhoneNumber != number || got.Attributes != nil {
		t.Errorf("without a field: %+v %v", got, errs)
	}
	asking := Rules{Fields: append(slices.Clone(rules.Fields), form.Field{Name: "attributes.extension"})}
	if got, errs := Validate(c, asking); errs != nil || got.Attributes[Extension] != "12" {
		t.Errorf("with a field: %+v %v", got, errs)
	}
	c.Attributes = attributes(Extension, "34")
	if got, errs := Validate(c, asking); errs != nil || got.Attributes[Extension] != "34" {
		t.Errorf("with a value of its own: %+v %v", got, errs)
	}
}
