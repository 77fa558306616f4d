package phone

// Example returns a valid number of the region and type, as libphonenumber's
// metadata gives it; for FixedLineOrMobile it is the fixed line. For Unknown it
// is the region's first number that there is, in the order of the types. Ask
// ExampleFor about World.
func Example(r Region, t Type) (n Number, ok bool) {
	i := find(r)
	if i < 0 {
		return n, false
	}
	return example(i, t)
}

// ExampleFor returns a valid number of a calling code's main region, of the first
// type that it has. It knows non-geographic calling codes too.
func ExampleFor(callingCode int) (n Number, ok bool) {
	code := findCode(callingCode)
	if code == nil {
		return n, false
	}
	return example(int(code.First), Unknown)
}
