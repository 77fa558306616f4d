package main

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"sort"
)

// world is libphonenumber's region for calling codes without a country.
const world = "001"

// exported is the output of export.py.
//
//go:embed metadata.jsonl
var exported []byte

// regionMeta is a region's metadata as libphonenumber defines it
// (phonemetadata.proto). The field tags are the protocol buffer's numbers.
type regionMeta struct {
	ID                           string       `json:"id" field:"9"`
	CountryCode                  int          `json:"country_code" field:"10"`
	InternationalPrefix          string       `json:"international_prefix" field:"11"`
	NationalPrefix               string       `json:"national_prefix" field:"12"`
	PreferredExtnPrefix          string       `json:"preferred_extn_prefix" field:"13"`
	NationalPrefixForParsing     string       `json:"national_prefix_for_parsing" field:"15"`
	NationalPrefixTransformRule  string       `json:"national_prefix_transform_rule" field:"16"`
	PreferredInternationalPrefix string       `json:"preferred_international_prefix" field:"17"`
	SameMobileAndFixedLine       bool         `json:"same_mobile_and_fixed_line_pattern" field:"18"`
	NumberFormat                 []formatMeta `json:"number_format" field:"19"`
	IntlNumberFormat             []formatMeta `json:"intl_number_format" field:"20"`
	MainCountryForCode           bool         `json:"main_country_for_code" field:"22"`
	LeadingDigits                string       `json:"leading_digits" field:"23"`
	GeneralDesc                  descMeta     `json:"general_desc" field:"1"`
	FixedLine                    descMeta     `json:"fixed_line" field:"2"`
	Mobile                       descMeta     `json:"mobile" field:"3"`
	TollFree                     descMeta     `json:"toll_free" field:"4"`
	PremiumRate                  descMeta     `json:"premium_rate" field:"5"`
	SharedCost                   descMeta     `json:"shared_cost" field:"6"`
	PersonalNumber               descMeta     `json:"personal_number" field:"7"`
	VoIP                         descMeta     `json:"voip" field:"8"`
	Pager                        descMeta     `json:"pager" field:"21"`
	NoInternationalDialling      descMeta     `json:"no_international_dialling" field:"24"`
	UAN                          descMeta     `json:"uan" field:"25"`
	Voicemail                    descMeta     `json:"voicemail" field:"28"`
}

type descMeta struct {
	Pattern       string `json:"national_number_pattern" field:"2"`
	Example       string `json:"example_number" field:"6"`
	PossibleLen   []int  `json:"possible_length" field:"9"`
	LocalOnlyLens []int  `json:"possible_length_local_only" field:"10"`
}

type formatMeta struct {
	Pattern         string   `json:"pattern" field:"1"`
	Format          string   `json:"format" field:"2"`
	LeadingDigits   []string `json:"leading_digits_pattern" field:"3"`
	PrefixRule      string   `json:"national_prefix_formatting_rule" field:"4"`
	CarrierCodeRule string   `json:"domestic_carrier_code_formatting_rule" field:"5"`
	PrefixOptional  bool     `json:"national_prefix_optional_when_formatting" field:"6"`
}

// numberType is the type of a number, numbered as in package phone.
type numberType int

const (
	fixedLine numberType = iota
	mobile
	fixedLineOrMobile
	tollFree
	premiumRate
	sharedCost
	voip
	personalNumber
	pager
	uan
	voicemail
	unknown
)

// region is one row of the metadata: a country, or one non-geographic calling
// code. Its index in metadata.regions is its number in every table.
type region struct {
	index       int
	code        string // two upper-case letters, or "001"
	callingCode int
	meta        *regionMeta
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
	version      string // of the phonenumbers package
	regions      []*region
	callingCodes []callingCode
}

// loadMetadata reads the exported metadata. It returns an error for members
// that it does not know.
func loadMetadata() (*metadata, error) {
	lines := bufio.NewScanner(bytes.NewReader(exported))
	lines.Buffer(nil, 1<<20)
	var first struct{ Version string }
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &first) != nil {
		return nil, fmt.Errorf("metadata.jsonl: no version in the first line")
	}
	byCode := map[int][]*regionMeta{}
	for lines.Scan() {
		m := new(regionMeta)
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.DisallowUnknownFields()
		if err := d.Decode(m); err != nil {
			return nil, fmt.Errorf("metadata.jsonl: %w", err)
		}
		byCode[m.CountryCode] = append(byCode[m.CountryCode], m)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}

	var codes []int
	for code := range byCode {
		codes = append(codes, code)
	}
	worldwide := func(code int) bool { return byCode[code][0].ID == world }
	sort.Slice(codes, func(i, k int) bool {
		a, b := codes[i], codes[k]
		if worldwide(a) != worldwide(b) {
			return worldwide(b)
		}
		return a < b
	})
	all := &metadata{version: first.Version}
	for _, code := range codes {
		shared := callingCode{code: code}
		for _, m := range byCode[code] {
			r := &region{index: len(all.regions), code: m.ID, callingCode: code, meta: m}
			all.regions = append(all.regions, r)
			shared.regions = append(shared.regions, r)
		}
		all.callingCodes = append(all.callingCodes, shared)
	}
	return all, nil
}

// descriptions gives a region's number descriptions in the order in which
// libphonenumber tries them, with the library's type for each.
func (r *region) descriptions() []description {
	m := r.meta
	return []description{
		{premiumRate, m.PremiumRate},
		{tollFree, m.TollFree},
		{sharedCost, m.SharedCost},
		{voip, m.VoIP},
		{personalNumber, m.PersonalNumber},
		{pager, m.Pager},
		{uan, m.UAN},
		{voicemail, m.Voicemail},
		{fixedLine, m.FixedLine},
		{mobile, m.Mobile},
	}
}

type description struct {
	kind numberType
	desc descMeta
}
