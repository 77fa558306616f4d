package phone

// IsNearPremium reports whether a number that is not valid would be at premium
// rate or shared cost with up to three digits more or fewer: it is then in such
// a range, not in one that was opened after the tables were made.
func (n *Number) IsNearPremium() bool {
	code, length := findCode(int(n.callingCode)), int(n.nsnLen)
	if code == nil {
		return false
	}
	s := code.Verdict
	for i := range min(length+3, MaxNSN) {
		digit := byte(5)
		if i < length {
			digit = n.nsn[i] - '0'
		}
		s = step(code, s, digit)
		if i+1 < max(length-3, 2) {
			continue
		}
		if v := verdictAt(label(code, s)); v != nil && (Type(v.Kind) == PremiumRate || Type(v.Kind) == SharedCost) {
			return true
		}
	}
	return false
}
