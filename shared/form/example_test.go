package form_test

import (
	"fmt"

	"thoughtlyform/shared/form"
	"thoughtlyform/shared/phone"
)

func ExampleField_Check() {
	name := form.Field{Name: "name", Kind: form.Name, Required: true}
	for _, value := range []string{"  Ada   Lovelace ", "win at www.example.com", ""} {
		out, code := name.Check(nil, []byte(value))
		fmt.Printf("%q %s\n", out, code)
	}
	// Output:
	// "Ada Lovelace" ok
	// "" contains_url
	// "" required
}

func ExampleField_Check_phone() {
	number := form.Field{Name: "phone_number", Kind: form.Tel, Region: phone.ParseRegion("GB"), Countries: "GBIE"}
	for _, value := range []string{"020 7946 0958", "+33 6 12 34 56 78", "0909 879 0123"} {
		out, code := number.Check(nil, []byte(value))
		fmt.Printf("%q %s\n", out, code)
	}
	// Output:
	// "+442079460958" ok
	// "" phone_country_not_allowed
	// "" phone_type_not_allowed
}
