package main

import (
	"math/rand/v2"
	"runtime"
	"sync"

	"github.com/nyaruka/phonenumbers"

	"thoughtlyform/shared/phone"
)

// comparison is the outcome of random inputs.
type comparison struct {
	Inputs   int      `json:"inputs"`
	Valid    int      `json:"valid"`
	Differ   int      `json:"differ"`
	Examples []string `json:"examples"` // of inputs that differ, a few
}

// compare holds outcome, E.164, validity, region, type and the two formats
// against libphonenumber's, on inputs that the seed makes: half of them
// examples with up to three digits changed, half digits after a calling code.
func compare(n int) comparison {
	var total comparison
	var lock sync.Mutex
	var work sync.WaitGroup
	workers := runtime.NumCPU()
	for w := range workers {
		work.Go(func() {
			random := rand.New(rand.NewPCG(7, uint64(w)))
			var c comparison
			for range n / workers {
				input, region := randomInput(random)
				c.add(input, region)
			}
			lock.Lock()
			defer lock.Unlock()
			total.Inputs += c.Inputs
			total.Valid += c.Valid
			total.Differ += c.Differ
			total.Examples = append(total.Examples, c.Examples...)
		})
	}
	work.Wait()
	return total
}

func randomInput(random *rand.Rand) (input, region string) {
	r := phone.RegionAt(random.IntN(phone.RegionCount()))
	if random.IntN(2) == 0 {
		if n, ok := phone.Example(r, phone.Type(random.IntN(int(phone.Unknown)))); ok {
			input = n.E164()
			if random.IntN(2) == 0 {
				input = n.National()
			}
			for range random.IntN(4) {
				input = mutated(random, input)
			}
			return input, r.String()
		}
	}
	b := []byte{'+'}
	if random.IntN(2) == 0 {
		b = b[:0]
	} else {
		code := phone.CallingCode(r)
		for unit := 100; unit > 0; unit /= 10 {
			if code >= unit {
				b = append(b, '0'+byte(code/unit%10))
			}
		}
	}
	for range 3 + random.IntN(13) {
		b = append(b, '0'+byte(random.IntN(10)))
	}
	return string(b), r.String()
}

func (c *comparison) add(input, region string) {
	c.Inputs++
	want, err := phonenumbers.Parse(input, region)
	got, failure := phone.Parse(input, region)
	same := (err == nil) == (failure == nil)
	if err == nil && failure == nil {
		valid := phonenumbers.IsValidNumber(want)
		if valid {
			c.Valid++
		}
		same = valid == got.IsValid() &&
			phonenumbers.Format(want, phonenumbers.E164) == got.E164() &&
			phonenumbers.GetRegionCodeForNumber(want) == got.Region().String() &&
			typeName(phonenumbers.GetNumberType(want)) == got.Type().String() &&
			(deliberate(&got) || phonenumbers.Format(want, phonenumbers.NATIONAL) == got.National()) &&
			phonenumbers.Format(want, phonenumbers.INTERNATIONAL) == got.International()
	}
	if !same {
		c.Differ++
		if len(c.Examples) < 5 {
			c.Examples = append(c.Examples, region+" "+input)
		}
	}
}

// deliberate are the numbers whose national form differs on purpose: nyaruka's
// port writes the area code of Argentine numbers with the mobiles' 9 wrong. The
// phone engine's tests list it.
func deliberate(n *phone.Number) bool {
	return n.CallingCode() == 54 && n.NSN()[0] == '9'
}
