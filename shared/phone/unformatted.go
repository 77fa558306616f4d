package phone

// Setup has nothing to unpack in these tables.
func Setup() {}

// AppendNational appends the national significant number.
func (n *Number) AppendNational(dst []byte) []byte { return append(dst, n.nsn[:n.nsnLen]...) }

// AppendInternational appends the number as AppendE164 does.
func (n *Number) AppendInternational(dst []byte) []byte { return n.AppendE164(dst) }

// AppendAsYouType leaves the input as it is.
func AppendAsYouType(dst, input []byte, caret int, region Region) ([]byte, int) {
	return append(dst, input...), caret
}
