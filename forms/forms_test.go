package forms

import (
	"reflect"
	"testing"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
)

func TestEmbedded(t *testing.T) {
	set, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	f, err := set.Form("contact")
	if err != nil {
		t.Fatal(err)
	}
	c, errs := shared.Validate(shared.Contact{PhoneNumber: "+1 (415) 555-0123", Name: " Ada ", Consent: true}, f.Rules)
	if len(errs) > 0 {
		t.Fatalf("refused: %v", errs)
	}
	if c.PhoneNumber != "+14155550123" || c.Name != "Ada" || c.CountryCode != "US" {
		t.Errorf("normalised to %+v", c)
	}
	_, errs = shared.Validate(shared.Contact{Email: "ada", Attributes: map[string]string{"x": "y"}}, f.Rules)
	want := []shared.FieldError{{Field: "phone_number", Code: form.Required}, {Field: "email", Code: form.EmailInvalid}, {Field: "consent", Code: form.Required}, {Field: "attributes", Code: form.UnknownField}}
	if len(errs) != len(want) {
		t.Fatalf("refused with %v, want %v", errs, want)
	}
	for i := range want {
		if errs[i] != want[i] {
			t.Errorf("error %d is %v, want %v", i, errs[i], want[i])
		}
	}
}

func TestPublicLocale(t *testing.T) {
	set, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	f, _ := set.Form("contact")
	for _, c := range []struct{ wanted, locale, title string }{
		{"es-MX", "es", "Hable con nosotros ahora"},
		{"xx", "en", "Talk to us now"},
	} {
		p := set.Public(f, c.wanted)
		if p.Locale != c.locale || p.Title != c.title {
			t.Errorf("%s: %s %q", c.wanted, p.Locale, p.Title)
		}
	}
}

func TestAddFixedValues(t *testing.T) {
	_, f := loadedForm(t, "quote")
	c, errs := shared.Validate(shared.Contact{
		PhoneNumber: "+49 30 901820", Name: "Ada", Email: "ada@example.com", Tags: []string{"sales"},
		Attributes: map[string]string{"company_size": "1-9"}, Consent: true,
	}, f.Rules)
	if errs != nil {
		t.Fatalf("refused: %v", errs)
	}
	f.AddFixedValues(&c)
	want := shared.Contact{
		PhoneNumber: "+4930901820", Name: "Ada", Email: "ada@example.com", CountryCode: "DE",
		Tags:       []string{"sales", "website", "quote"},
		Attributes: map[string]string{"company_size": "1-9", "source": "pricing page"},
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v, want %+v", c, want)
	}
	_, minimal := loadedForm(t, "minimal")
	c = shared.Contact{PhoneNumber: "+4930901820"}
	if minimal.AddFixedValues(&c); c.Tags != nil || c.Attributes != nil {
		t.Errorf("a form without fixed values returned %+v", c)
	}
}
