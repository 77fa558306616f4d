package forms

import (
	"testing"

	"thoughtlyform/shared/phone"
)

// TestCountriesHaveNames compares the countries with names to those of package
// phone.
func TestCountriesHaveNames(t *testing.T) {
	for _, locale := range shipped {
		names := map[string]string{}
		for _, c := range countriesIn(locale, nil) {
			names[c.code] = c.name
		}
		for region := range phone.Regions {
			if names[region.Alpha2()] == "" {
				t.Errorf("%s.txt lacks %s", locale, region)
			}
		}
		if len(names) != phone.RegionCount() {
			t.Errorf("%s.txt has %d countries, the rules %d", locale, len(names), phone.RegionCount())
		}
	}
}
