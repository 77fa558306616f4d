package main

import (
	"testing"

	"github.com/nyaruka/phonenumbers"

	"thoughtlyform/shared/phone"
)

// corpus is every example in its spellings, as the two engines are compared
// on.
func corpus(b *testing.B) (inputs, regions []string) {
	for _, e := range examples(b) {
		for _, s := range spellings(e, e.nsn) {
			inputs = append(inputs, s)
			regions = append(regions, e.region)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	return inputs, regions
}

func BenchmarkParseAndValidate(b *testing.B) {
	b.Run("ours", func(b *testing.B) {
		inputs, regions := corpus(b)
		valid := 0
		for i := range b.N {
			n, err := phone.Parse(inputs[i%len(inputs)], regions[i%len(inputs)])
			if err == nil && n.IsValid() {
				valid++
			}
		}
		b.ReportMetric(float64(valid)/float64(b.N), "valid/op")
	})
	b.Run("nyaruka", func(b *testing.B) {
		inputs, regions := corpus(b)
		valid := 0
		for i := range b.N {
			n, err := phonenumbers.Parse(inputs[i%len(inputs)], regions[i%len(inputs)])
			if err == nil && phonenumbers.IsValidNumber(n) {
				valid++
			}
		}
		b.ReportMetric(float64(valid)/float64(b.N), "valid/op")
	})
}
