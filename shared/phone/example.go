package phone

// Example returns libphonenumber's example number of the region and type; for
// FixedLineOrMobile it is that of FixedLine, and for Unknown the region's first example
// in the order of the types. For World use ExampleFor.
func Example(r Region, t Type) (n Number, ok bool) {
	ok = n.SetExample(r, t)
	return n, ok
}

// SetExample sets n to the number that Example returns, and reports whether there is
// one.
func (n *Number) SetExample(r Region, t Type) bool {
	i := find(r)
	return i >= 0 && n.setExample(i, t)
}

// ExampleFor returns the first example number of a calling code's main region, by type.
// Non-geographic calling codes have examples too.
func ExampleFor(callingCode int) (n Number, ok bool) {
	code := findCode(callingCode)
	if code == nil {
		return n, false
	}
	ok = n.setExample(int(code.First), Unknown)
	return n, ok
}
