package phone

// IsNearPremium reports whether a number that is not valid would be at premium
// rate or shared cost with up to three digits more or fewer: it is then in such
// a range, not in one that was opened after the tables were made.
func (n *Number) IsNearPremium() bool {
	var other Number
	copyNumber(&other, n)
	length := int(n.nsnLen)
	for i := length; i < MaxNSN; i++ {
		other.nsn[i] = '5'
	}
	for i := max(length-3, 2); i <= min(length+3, MaxNSN); i++ {
		other.nsnLen = uint8(i)
		if t := other.Type(); t == PremiumRate || t == SharedCost {
			return true
		}
	}
	return false
}
