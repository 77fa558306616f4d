package phone

import "thoughtlyform/shared/phone/internal/table"

// lookup is the number's calling code and its verdict, nil if the digits say
// nothing.
func (n *Number) lookup() (*table.Code, *table.Verdict) {
	code := findCode(int(n.callingCode))
	if code == nil {
		return nil, nil
	}
	if l := walk(code.Verdict, n.nsn[:n.nsnLen]); l != 0 {
		return code, verdictAt(l)
	}
	return code, nil
}

// IsValid says whether the number lies in a range that is in use: its digits
// match a pattern of its region. It does not say that the number is assigned.
func (n *Number) IsValid() bool { return n.Type() != Unknown }

// Type is the number's type in the region that claims it; Unknown if the
// number is not valid.
func (n *Number) Type() Type {
	_, v := n.lookup()
	if v == nil {
		return Unknown
	}
	return Type(v.Kind)
}

// Region is the region that the number belongs to, World for a non-geographic
// calling code, or none. A number that is not valid has a region too if its
// calling code has one region only or its first digits decide.
func (n *Number) Region() Region {
	code, v := n.lookup()
	if code == nil {
		return 0
	}
	i := uint8(0)
	if code.Count > 1 {
		if v != nil {
			i = v.Claim
		} else {
			i = n.claim(code)
		}
		if i >= code.Count {
			return 0
		}
	}
	return Region(regionAt(int(code.First) + int(i)).Region)
}

// claim is the region, within its calling code, whose leading digits the
// number has; 255 if there is none.
func (n *Number) claim(code *table.Code) uint8 {
	s, found := code.Claims, uint8(255)
	for _, c := range n.nsn[:n.nsnLen] {
		s = step(s, c-'0')
		if l := label(s); l != 0 {
			found = l - 1
		}
	}
	return found
}

// IsPossible says whether the number of digits is one that the calling code
// uses, perhaps within an area only. It asks for less than IsValid.
func (n *Number) IsPossible() bool {
	p := n.Possibility()
	return p == Possible || p == PossibleLocalOnly
}

// Possibility is IsPossible with the reason.
func (n *Number) Possibility() Possibility {
	code := findCode(int(n.callingCode))
	if code == nil {
		return InvalidCountryCode
	}
	return testLength(regionAt(int(code.First)), int(n.nsnLen))
}

// testLength compares a number of digits with the region's possible lengths.
func testLength(r *table.Region, n int) Possibility {
	if n > 31 {
		return PossibleTooLong
	}
	bit := uint32(1) << n
	switch {
	case r.Local&bit != 0:
		return PossibleLocalOnly
	case r.Possible&bit != 0:
		return Possible
	case r.Possible&(bit-1) == 0:
		return PossibleTooShort
	case r.Possible < bit:
		return PossibleTooLong
	}
	return InvalidLength
}
