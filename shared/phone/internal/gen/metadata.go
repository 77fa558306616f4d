package main

import (
	"fmt"
	"sort"

	"github.com/nyaruka/phonenumbers"
)

// world is libphonenumber's region for calling codes without a country.
const world = "001"

// region is one row of the metadata: a country, or one non-geographic calling
// code. Its index in metadata.regions is its number in every table.
type region struct {
	index       int
	code        string // two upper-case letters, or "001"
	callingCode int
	meta        *phonenumbers.PhoneMetadata
}

// callingCode is a country calling code and the regions that share it, the
// main one first, in the order in which libphonenumber asks them.
type callingCode struct {
	code    int
	regions []*region
}

// metadata is libphonenumber's metadata in a stable order: calling codes
// ascending, the non-geographic ones after all others, and within a code the
// order of the library.
type metadata struct {
	regions      []*region
	callingCodes []callingCode
}

// loadMetadata reads the metadata that the pinned module embeds.
func loadMetadata() (*metadata, error) {
	collection, err := phonenumbers.MetadataCollection()
	if err != nil {
		return nil, err
	}
	byCode := map[string]*phonenumbers.PhoneMetadata{}
	for _, m := range collection.GetMetadata() {
		byCode[key(m.GetId(), int(m.GetCountryCode()))] = m
	}

	var codes []int
	for code := range phonenumbers.GetSupportedCallingCodes() {
		codes = append(codes, code)
	}
	worldwide := phonenumbers.GetSupportedGlobalNetworkCallingCodes()
	sort.Slice(codes, func(i, k int) bool {
		a, b := codes[i], codes[k]
		if worldwide[a] != worldwide[b] {
			return worldwide[b]
		}
		return a < b
	})

	all := &metadata{}
	for _, code := range codes {
		shared := callingCode{code: code}
		for _, id := range phonenumbers.GetRegionCodesForCountryCode(code) {
			m := byCode[key(id, code)]
			if m == nil {
				return nil, fmt.Errorf("no metadata for region %s, calling code %d", id, code)
			}
			r := &region{index: len(all.regions), code: id, callingCode: code, meta: m}
			all.regions = append(all.regions, r)
			shared.regions = append(shared.regions, r)
		}
		all.callingCodes = append(all.callingCodes, shared)
	}
	if len(all.regions) != len(byCode) {
		return nil, fmt.Errorf("%d regions have a calling code, %d have metadata", len(all.regions), len(byCode))
	}
	return all, nil
}

func key(id string, code int) string {
	if id == world {
		return fmt.Sprint(id, code)
	}
	return id
}

// descriptions gives a region's number descriptions in the order in which
// libphonenumber tries them, with the library's type for each.
func (r *region) descriptions() []description {
	m := r.meta
	return []description{
		{phonenumbers.PREMIUM_RATE, m.GetPremiumRate()},
		{phonenumbers.TOLL_FREE, m.GetTollFree()},
		{phonenumbers.SHARED_COST, m.GetSharedCost()},
		{phonenumbers.VOIP, m.GetVoip()},
		{phonenumbers.PERSONAL_NUMBER, m.GetPersonalNumber()},
		{phonenumbers.PAGER, m.GetPager()},
		{phonenumbers.UAN, m.GetUan()},
		{phonenumbers.VOICEMAIL, m.GetVoicemail()},
		{phonenumbers.FIXED_LINE, m.GetFixedLine()},
		{phonenumbers.MOBILE, m.GetMobile()},
	}
}

type description struct {
	kind phonenumbers.PhoneNumberType
	desc *phonenumbers.PhoneNumberDesc
}
