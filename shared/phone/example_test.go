package phone_test

import (
	"fmt"

	"thoughtlyform/shared/phone"
)

func ExampleParse() {
	n, err := phone.Parse("(415) 555-0123 ext. 12", "US")
	fmt.Println(n.E164(), string(n.Extension()), n.IsValid(), err)
	_, err = phone.Parse("ring me", "US")
	fmt.Println(err)
	// Output:
	// +14155550123 12 true <nil>
	// NOT_A_NUMBER
}

func ExampleRead() {
	for _, input := range []string{"https://wa.me/4915112345678", "+49 (0)30 123456", "0044 20 7946 0958"} {
		n, reading := phone.Read(input, "DE")
		fmt.Println(n.International(), reading.Err == 0)
	}
	// Output:
	// +49 1511 2345678 true
	// +49 30 123456 true
	// +44 20 7946 0958 true
}

func ExampleNumber_National() {
	n, _ := phone.Parse("+33 6 12 34 56 78", "")
	fmt.Println(n.National(), n.Region(), n.Type())
	// Output: 06 12 34 56 78 FR MOBILE
}

func ExampleAppendAsYouType() {
	typed := []byte("4155550")
	shown, caret := phone.AppendAsYouType(nil, typed, len(typed), phone.ParseRegion("US"))
	fmt.Println(string(shown), caret)
	// Output: 415-5550 8
}
