package shared_test

import (
	"fmt"

	"thoughtlyform/shared"
	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

func ExampleValidate() {
	rules := shared.Rules{Fields: []form.Field{
		{Name: "phone_number", Kind: form.Tel, Required: true, Region: phone.ParseRegion("US")},
		{Name: "email", Kind: form.Email},
		{Name: "attributes.company", Kind: form.Text, Required: true},
	}}
	contact, errs := shared.Validate(shared.Contact{
		PhoneNumber: "(415) 555-0123",
		Email:       "Ada@Example.COM",
		Attributes:  map[string]string{"company": "Analytical Engines"},
	}, rules)
	fmt.Println(contact.PhoneNumber, contact.Email, contact.Attributes["company"], len(errs))

	_, errs = shared.Validate(shared.Contact{PhoneNumber: "555"}, rules)
	for _, e := range errs {
		fmt.Println(e.Field, e.Code)
	}
	// Output:
	// +14155550123 Ada@example.com Analytical Engines 0
	// phone_number phone_too_short
	// attributes.company required
}
