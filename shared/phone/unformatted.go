package phone

// Setup has nothing to unpack in these tables.
func Setup() {}

// AppendAsYouType leaves the input as it is.
func AppendAsYouType(dst, input []byte, caret int, region Region) ([]byte, int) {
	return append(dst, input...), caret
}
