package main

import (
	"math/rand/v2"

	"thoughtlyform/shared/phone"
)

// entry is one input with the result of the phonenumbers package, which rules.mjs
// adds. E164 is "" for input that is no number.
type entry struct {
	Input   string `json:"input"`
	Region  string `json:"region"` // that national numbers are read in
	E164    string `json:"e164"`
	Valid   bool   `json:"valid"`
	Type    string `json:"type"`
	Country string `json:"country"`

	raw []byte
}

// corpus returns every region's and type's example in its spellings, each with some
// digits changed, added and taken away. The same seed makes the same corpus.
func corpus() []entry {
	random := rand.New(rand.NewPCG(2026, 11))
	var list []entry
	seen := map[[2]string]bool{}
	add := func(input, region string) {
		if key := [2]string{input, region}; !seen[key] {
			seen[key] = true
			list = append(list, entry{Input: input, Region: region})
		}
	}
	for i := range phone.RegionCount() {
		region := phone.RegionAt(i)
		for t := phone.FixedLine; t < phone.Unknown; t++ {
			n, ok := phone.Example(region, t)
			if !ok {
				continue
			}
			name := region.String()
			add(n.E164(), name)
			add(n.International(), name)
			add(n.National(), name)
			national := n.National()
			for range 4 {
				add(mutated(random, national), name)
			}
			add(longer(random, n.E164()), name)
			add(shorter(n.E164()), name)
		}
	}
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// mutated is s with one digit changed.
func mutated(random *rand.Rand, s string) string {
	b := []byte(s)
	for {
		i := random.IntN(len(b))
		if b[i] < '0' || b[i] > '9' {
			continue
		}
		b[i] = '0' + (b[i]-'0'+1+byte(random.IntN(9)))%10
		return string(b)
	}
}

func longer(random *rand.Rand, s string) string { return s + string(rune('0'+random.IntN(10))) }

func shorter(s string) string { return s[:len(s)-1] }
