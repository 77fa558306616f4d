package phone

import "thoughtlyform/shared/phone/internal/table"

// lookup returns the number's calling code and its verdict; nil if no range
// matches the digits.
func (n *Number) lookup() (*table.Code, *table.Verdict) {
	code := findCode(int(n.callingCode))
	if code == nil {
		return nil, nil
	}
	return code, verdictAt(walk(code, code.Verdict, n.nsn[:n.nsnLen]))
}

// IsValid reports whether the number lies in a range that is in use: its digits
// match a pattern of its region. It does not say that the number is assigned.
func (n *Number) IsValid() bool { return n.Type() != Unknown }

// Type returns the number's type in its region, Unknown if the number is not
// valid.
func (n *Number) Type() Type {
	_, v := n.lookup()
	if v == nil {
		return Unknown
	}
	return Type(v.Kind)
}

// Region returns the region that the number belongs to, World for a non-geographic
// calling code, or none. A number that is not valid has a region too if its
// calling code has one region only or its first digits decide.
func (n *Number) Region() Region {
	_, place := n.Lookup()
	if place < 0 {
		return 0
	}
	return Region(regionAt(place).Region)
}

// Lookup returns the Type and the place of the Region in the list of Place, or
// -1, in one step.
func (n *Number) Lookup() (t Type, place int) {
	code, v := n.lookup()
	t = Unknown
	if code == nil {
		return t, -1
	}
	i := uint8(0)
	if v != nil {
		t, i = Type(v.Kind), v.Claim
	} else if code.Count > 1 {
		i = n.claim(code)
	}
	if i >= code.Count {
		return t, -1
	}
	return t, int(code.First) + int(i)
}

// claim returns the region, within its calling code, whose leading digits the
// number has; 255 if there is none.
func (n *Number) claim(code *table.Code) uint8 {
	s, found := code.Claims, uint8(255)
	for _, c := range n.nsn[:n.nsnLen] {
		if s == 0 {
			break
		}
		s = step(code, s, c-'0')
		if l := label(code, s); l != 0 {
			found = l - 1
		}
	}
	return found
}

// IsPossible reports whether the number of digits is one that the calling code
// uses, perhaps within an area only. It is a weaker test than IsValid.
func (n *Number) IsPossible() bool {
	p := n.Possibility()
	return p == Possible || p == PossibleLocalOnly
}

// Possibility is like IsPossible, with the reason.
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
