package phone

// lookup is the number's calling code and its verdict, nil if the digits say
// nothing.
func (n *Number) lookup() (*codeRecord, *verdictRecord) {
	code := findCode(int(n.callingCode))
	if code == nil {
		return nil, nil
	}
	if l := walk(code.verdict, n.nsn[:n.nsnLen]); l != 0 {
		return code, &verdictLabels[l-1]
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
	return v.kind
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
	if code.count > 1 {
		if v != nil {
			i = v.claim
		} else {
			i = n.claim(code)
		}
		if i >= code.count {
			return 0
		}
	}
	return regions[code.first+i].region
}

// claim is the region, within its calling code, whose leading digits the
// number has; 255 if there is none.
func (n *Number) claim(code *codeRecord) uint8 {
	s, found := code.claims, uint8(255)
	for _, c := range n.nsn[:n.nsnLen] {
		s = step(s, c-'0')
		if l := label(s); l != 0 {
			found = l - 1
		}
	}
	return found
}

// IsValidFor says whether the number is valid for a region, which need not be
// its own: a toll-free number of +1 is valid for many. For World it asks about
// the number's own non-geographic calling code.
func (n *Number) IsValidFor(r Region) bool {
	code, v := n.lookup()
	if v == nil {
		return false
	}
	for i := range code.count {
		if regions[code.first+i].region == r {
			return v.valid>>i&1 != 0
		}
	}
	return false
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
	return regions[code.first].testLength(int(n.nsnLen))
}

// testLength compares a number of digits with the region's possible lengths.
func (r *regionRecord) testLength(n int) Possibility {
	if n > 31 {
		return PossibleTooLong
	}
	bit := uint32(1) << n
	switch {
	case r.local&bit != 0:
		return PossibleLocalOnly
	case r.possible&bit != 0:
		return Possible
	case r.possible&(bit-1) == 0:
		return PossibleTooShort
	case r.possible < bit:
		return PossibleTooLong
	}
	return InvalidLength
}
