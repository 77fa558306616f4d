package phone

import (
	"math/rand/v2"
	"testing"
)

// slip makes one mistake in a digit of text: another digit, one more, one less,
// or two neighbours swapped.
func slip(random *rand.Rand, text []byte) []byte {
	out := append([]byte(nil), text...)
	var at []int
	for i, c := range text {
		if c-'0' < 10 {
			at = append(at, i)
		}
	}
	i := random.IntN(len(at))
	digit := byte('0' + random.IntN(10))
	switch random.IntN(4) {
	case 0:
		out[at[i]] = digit
	case 1:
		return append(append(out[:at[i]:at[i]], digit), text[at[i]:]...)
	case 2:
		return append(out[:at[i]], text[at[i]+1:]...)
	default:
		j := at[min(i+1, len(at)-1)]
		out[at[i]], out[j] = out[j], out[at[i]]
	}
	return out
}

// randomNumber returns a valid number of the region: an example with some digits
// changed.
func randomNumber(random *rand.Rand, region Region) (Number, bool) {
	n, ok := Example(region, Type(random.IntN(int(Unknown)+1)))
	if !ok {
		return n, false
	}
	m := n
	for range 8 {
		m.nsn[random.IntN(int(m.nsnLen))] = byte('0' + random.IntN(10))
		if m.IsValid() && m.Region() == region {
			n = m
		}
		m = n
	}
	return n, true
}

// TestSlips makes one slip in valid numbers of every region, in every way of
// writing them and read in any country. No number with a plus sign is read as
// one of a calling code that was not written, and none that was written as a
// national number as one of another calling code.
func TestSlips(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	total, valid, international := 0, 0, 0
	for total < 100_000 {
		region := RegionAt(random.IntN(RegionCount()))
		n, ok := randomNumber(random, region)
		if !ok {
			continue
		}
		total++
		country := region
		if random.IntN(2) == 0 {
			country = RegionAt(random.IntN(RegionCount()))
		}
		var text []byte
		switch random.IntN(5) {
		case 0:
			text = n.AppendE164(nil)
		case 1:
			text = n.AppendInternational(nil)
		case 2:
			text, country = n.AppendNational(nil), region
		case 3:
			text, country = append(text, n.NSN()...), region
		case 4:
			text = append([]byte("https://wa.me/"), n.AppendE164(nil)[1:]...)
		}
		text = slip(random, text)
		var m Number
		reading := m.Read(text, country)
		if reading.Err != 0 || !m.IsValid() {
			continue
		}
		valid++
		written := digitsOf(text)
		want, _ := leadingCode(written)
		if text[0] != '+' && text[0] != 'h' {
			if want = uint16(CallingCode(country)); m.callingCode == want {
				continue
			}
			// It is fair to read another code where the slip wrote one: the
			// country's own exit code and a calling code.
			if exit, _ := ParseBytes(text, country); exit == m {
				international++
				continue
			}
		}
		if m.callingCode != want {
			t.Errorf("%s of %s, read as %q in %s, is %s (%b)", n.E164(), region, text, country, m.E164(), reading.Changes)
		}
	}
	t.Logf("%d of %d are valid, %d after the country's exit code", valid, total, international)
}

func digitsOf(text []byte) (digits []byte) {
	for _, c := range text {
		if c-'0' < 10 {
			digits = append(digits, c)
		}
	}
	return digits
}
