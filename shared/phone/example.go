package phone

// Example returns a valid number of the region and type, as libphonenumber's
// metadata has it; for FixedLineOrMobile it is the fixed line. For Unknown it is
// the region's first example in the order of the types. For World use
// ExampleFor.
func Example(r Region, t Type) (n Number, ok bool) {
	i := find(r)
	if i < 0 {
		return n, false
	}
	return example(i, t)
}

// ExampleFor returns a valid number of a calling code's main region, of the first
// type that it has. Non-geographic calling codes have examples too.
func ExampleFor(callingCode int) (n Number, ok bool) {
	code := findCode(callingCode)
	if code == nil {
		return n, false
	}
	return example(int(code.First), Unknown)
}
