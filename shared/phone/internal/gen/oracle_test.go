package main

import (
	"errors"
	"fmt"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"thoughtlyform/shared/phone"
)

// The oracle is the pinned library itself. Whatever it answers, package phone
// must answer; differences_test.go names what is different on purpose.

// outcome is everything that is compared for one input.
type outcome struct {
	err                    string
	e164, extension        string
	valid                  bool
	possible, kind         string
	region                 string
	callingCode, nsnDigits int
}

var oracleErrors = []struct {
	err  error
	code phone.Error
}{
	{phonenumbers.ErrNotANumber, phone.NotANumber},
	{phonenumbers.ErrInvalidCountryCode, phone.InvalidCallingCode},
	{phonenumbers.ErrTooShortAfterIDD, phone.TooShortAfterIDD},
	{phonenumbers.ErrTooShortNSN, phone.TooShort},
	{phonenumbers.ErrNumTooLong, phone.TooLong},
}

func oracle(input, region string) outcome {
	n, err := phonenumbers.Parse(input, region)
	if err != nil {
		for _, e := range oracleErrors {
			if errors.Is(err, e.err) {
				return outcome{err: e.code.Error()}
			}
		}
		return outcome{err: "oracle: " + err.Error()}
	}
	return outcome{
		e164:        phonenumbers.Format(n, phonenumbers.E164),
		extension:   asciiDigits(n.GetExtension()),
		valid:       phonenumbers.IsValidNumber(n),
		possible:    possibilityName(phonenumbers.IsPossibleNumberWithReason(n)),
		kind:        typeName(phonenumbers.GetNumberType(n)),
		region:      phonenumbers.GetRegionCodeForNumber(n),
		callingCode: int(n.GetCountryCode()),
		nsnDigits:   len(phonenumbers.GetNationalSignificantNumber(n)),
	}
}

func ours(input, region string) outcome {
	n, err := phone.Parse(input, region)
	if err != nil {
		return outcome{err: err.Error()}
	}
	return outcome{
		e164:        n.E164(),
		extension:   string(n.Extension()),
		valid:       n.IsValid(),
		possible:    n.Possibility().String(),
		kind:        n.Type().String(),
		region:      n.Region().String(),
		callingCode: n.CallingCode(),
		nsnDigits:   len(n.NSN()),
	}
}

func possibilityName(r phonenumbers.ValidationResult) string {
	return map[phonenumbers.ValidationResult]string{
		phonenumbers.IS_POSSIBLE:            "IS_POSSIBLE",
		phonenumbers.IS_POSSIBLE_LOCAL_ONLY: "IS_POSSIBLE_LOCAL_ONLY",
		phonenumbers.INVALID_COUNTRY_CODE:   "INVALID_COUNTRY_CODE",
		phonenumbers.TOO_SHORT:              "TOO_SHORT",
		phonenumbers.TOO_LONG:               "TOO_LONG",
		phonenumbers.INVALID_LENGTH:         "INVALID_LENGTH",
	}[r]
}

func typeName(t phonenumbers.PhoneNumberType) string {
	return map[phonenumbers.PhoneNumberType]string{
		phonenumbers.FIXED_LINE:           "FIXED_LINE",
		phonenumbers.MOBILE:               "MOBILE",
		phonenumbers.FIXED_LINE_OR_MOBILE: "FIXED_LINE_OR_MOBILE",
		phonenumbers.TOLL_FREE:            "TOLL_FREE",
		phonenumbers.PREMIUM_RATE:         "PREMIUM_RATE",
		phonenumbers.SHARED_COST:          "SHARED_COST",
		phonenumbers.VOIP:                 "VOIP",
		phonenumbers.PERSONAL_NUMBER:      "PERSONAL_NUMBER",
		phonenumbers.PAGER:                "PAGER",
		phonenumbers.UAN:                  "UAN",
		phonenumbers.VOICEMAIL:            "VOICEMAIL",
		phonenumbers.UNKNOWN:              "UNKNOWN",
	}[t]
}

// compare reports a difference and says whether there was none.
func compare(t testing.TB, input, region string) bool {
	want, got := oracle(input, region), ours(input, region)
	if got != want {
		t.Errorf("Parse(%q, %q)\n got %+v\nwant %+v", input, region, got, want)
		return false
	}
	return true
}

// example is an example number of a region, with the region to parse it in.
type example struct {
	region      string
	callingCode int
	nsn         string
}

func examples(t testing.TB) []example {
	all, err := loadMetadata()
	if err != nil {
		t.Fatal(err)
	}
	var out []example
	for _, r := range all.regions {
		seen := map[string]bool{}
		for _, d := range append(r.descriptions(), description{phonenumbers.UNKNOWN, r.meta.GetGeneralDesc()}) {
			if nsn := d.desc.GetExampleNumber(); nsn != "" && !seen[nsn] {
				seen[nsn] = true
				out = append(out, example{r.code, r.callingCode, nsn})
			}
		}
	}
	return out
}

// idd is a way to dial abroad from a region, and national a way to dial at
// home.
var iddExamples = map[string]string{}

func iddOf(region string) string {
	if s, ok := iddExamples[region]; ok {
		return s
	}
	best := "00"
	for _, s := range []string{"00", "011", "810", "0011", "001", "010", "119", "009", "000", "01", "0014", "00156", "0015", "1230", "02", "0130", "056", "001400"} {
		n, err := phonenumbers.ParseAndKeepRawInput(s+"12015550123", region)
		if err == nil && n.GetCountryCodeSource() == phonenumbers.PhoneNumber_FROM_NUMBER_WITH_IDD && n.GetCountryCode() == 1 {
			best = s
			break
		}
	}
	iddExamples[region] = best
	return best
}

// spellings are the ways in which a number of a region is typed.
func spellings(e example, nsn string) []string {
	code := strconv.Itoa(e.callingCode)
	out := []string{nsn, "+" + code + nsn, iddOf(e.region) + code + nsn, code + nsn}
	if ndd := phonenumbers.GetNddPrefixForRegion(e.region, true); ndd != "" {
		out = append(out, ndd+nsn, "+"+code+ndd+nsn)
	}
	return out
}

// mutations are the number itself, all its one-digit changes, and lengths from
// two less to two more.
func mutations(nsn string) []string {
	out := []string{nsn}
	for i := range nsn {
		for d := byte('0'); d <= '9'; d++ {
			if nsn[i] != d {
				out = append(out, nsn[:i]+string(d)+nsn[i+1:])
			}
		}
	}
	for _, extra := range []string{"0", "1", "5", "9", "00", "37", "99"} {
		out = append(out, nsn+extra, extra+nsn)
	}
	for n := 1; n <= 2 && n < len(nsn); n++ {
		out = append(out, nsn[:len(nsn)-n], nsn[n:])
	}
	return out
}

func TestExamplesAgree(t *testing.T) {
	count, failures := 0, 0
	for _, e := range examples(t) {
		for _, nsn := range mutations(e.nsn) {
			for _, s := range spellings(e, nsn) {
				count++
				if !compare(t, s, e.region) {
					failures++
				}
			}
			if failures > 20 {
				t.Fatalf("%d of %d differ; more were not tried", failures, count)
			}
		}
	}
	t.Logf("%d inputs", count)
}

// TestExampleNumbers compares the examples that package phone hands out.
func TestExampleNumbers(t *testing.T) {
	count := 0
	for region, code := range phone.Regions {
		count++
		if got := phonenumbers.GetCountryCodeForRegion(region.String()); got != code {
			t.Errorf("%s: calling code %d, want %d", region, code, got)
		}
		for kind := phone.FixedLine; kind < phone.Unknown; kind++ {
			n, ok := phone.Example(region, kind)
			want := phonenumbers.GetExampleNumberForType(region.String(), phonenumbers.PhoneNumberType(kind))
			if ok != (want != nil) {
				t.Errorf("%s %s: example %t", region, kind, ok)
			} else if ok && n.E164() != phonenumbers.Format(want, phonenumbers.E164) {
				t.Errorf("%s %s: %s, want %s", region, kind, n.E164(), phonenumbers.Format(want, phonenumbers.E164))
			}
		}
	}
	if want := len(phonenumbers.GetSupportedRegions()); count != want {
		t.Errorf("%d regions, want %d", count, want)
	}
	for code := range phonenumbers.GetSupportedGlobalNetworkCallingCodes() {
		want := phonenumbers.GetExampleNumberForNonGeoEntity(code)
		if n, ok := phone.ExampleFor(code); !ok || n.E164() != phonenumbers.Format(want, phonenumbers.E164) {
			t.Errorf("calling code %d: %s", code, n.E164())
		}
	}
}

// randomInputs is how many random inputs are compared: PHONE_RANDOM, or enough
// to find a mistake in a rule that is not rare.
func randomInputs(t testing.TB) int {
	n, err := strconv.Atoi(os.Getenv("PHONE_RANDOM"))
	if err != nil {
		return 100_000
	}
	return n
}

func TestRandomInputsAgree(t *testing.T) {
	random := rand.New(rand.NewSource(20261124))
	base := examples(t)
	failures := 0
	seen := map[string]int{}
	for range randomInputs(t) {
		input, region := randomInput(random, base)
		o := ours(input, region)
		seen[o.err]++
		seen[o.kind]++
		seen[o.possible]++
		if len(o.extension) > 0 {
			seen["extension"]++
		}
		if !compare(t, input, region) {
			if failures++; failures > 20 {
				t.Fatal("more were not tried")
			}
		}
	}
	t.Log(seen)
	for _, name := range []string{
		"NOT_A_NUMBER", "INVALID_COUNTRY_CODE", "TOO_SHORT_AFTER_IDD", "TOO_SHORT_NSN", "TOO_LONG",
		"IS_POSSIBLE", "IS_POSSIBLE_LOCAL_ONLY", "TOO_SHORT", "INVALID_LENGTH", "extension",
		"FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE", "TOLL_FREE", "PREMIUM_RATE", "SHARED_COST",
		"VOIP", "PERSONAL_NUMBER", "PAGER", "UAN", "VOICEMAIL", "UNKNOWN",
	} {
		if seen[name] == 0 {
			t.Errorf("no input led to %s: the random inputs prove less than they should", name)
		}
	}
}

// fragments are what people, forms and attackers put into numbers.
var fragments = strings.Split("+|++|＋|00|011|0|1|15|9|-| |  |\t|,|,,|;|.|(|)|/|\\|[|]|~|*|#|x|X|ext|ext.| ext. |extn|EXTN:|xtn|extension|extensión|extensión|EXTENSIÓN |extenſion|доб|ДОБ.|anexo|Anexo:|int|ｉｎｔ|ｅｘｔ|ｘｔｎ|ｘ|＃|～|;ext=|;EXT=|;isub=|tel:|;phone-context=|;phone-context=+44|;phone-context=example.com|;phone-context=a-b.c|;phone-context=1.|;phone-context=.a|;phone-context=+1-(2).|FLOWERS|k|ſ|K|&&|&|]|&&a]|&&]]|a&&b]|\u00A0|\u00AD|\u200B|\u2060|\u3000|\u2010|\u2015|\u2212|ー|－|．|／|（|）|［|］|⁓|∼|٣|۴|４|५|𝟗|߀|\xff|\xe2\x82|é|日本|\n|\r|%|@|/x2303| / x9|:|: -|x/|180020|15|000|3768", "|")

func randomInput(random *rand.Rand, base []example) (input, region string) {
	e := base[random.Intn(len(base))]
	region = e.region
	if random.Intn(5) == 0 {
		region = base[random.Intn(len(base))].region
	}
	switch random.Intn(40) {
	case 0:
		region = ""
	case 1:
		region = "ZZ"
	case 2:
		region = "us"
	}
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = '0' + byte(random.Intn(10))
		}
		return string(b)
	}
	nsn := e.nsn
	if random.Intn(3) == 0 {
		all := mutations(nsn)
		nsn = all[random.Intn(len(all))]
	}
	switch random.Intn(8) {
	case 0:
		nsn = digits(random.Intn(20))
	case 1:
		nsn = nsn[:random.Intn(len(nsn))] + digits(random.Intn(8))
	}
	all := spellings(e, nsn)
	input = all[random.Intn(len(all))]
	if random.Intn(20) == 0 {
		input = digits(random.Intn(4)) + input
	}
	if random.Intn(4) == 0 {
		input = scripts(random, input)
	}
	for range []int{0, 0, 1, 1, 2, 3, 5}[random.Intn(7)] {
		at := random.Intn(len(input) + 1)
		input = input[:at] + fragments[random.Intn(len(fragments))] + input[at:]
	}
	if random.Intn(4) == 0 {
		for range random.Intn(5) + 1 {
			input += fragments[random.Intn(len(fragments))]
		}
		input += digits(random.Intn(23))
		if random.Intn(4) == 0 {
			input += "#"
		}
	}
	if random.Intn(500) == 0 {
		input = strings.Repeat(input, random.Intn(30))
	}
	return input, region
}

// scripts writes some digits in another script.
func scripts(random *rand.Rand, s string) string {
	zeros := digitZeros()
	zero := zeros[random.Intn(len(zeros))]
	if random.Intn(2) == 0 {
		zero = []rune{0x660, 0x6F0, 0xFF10}[random.Intn(3)]
	}
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' && random.Intn(3) > 0 {
			r = zero + r - '0'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// asciiDigits writes digits of any script in ASCII.
func asciiDigits(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r > unicode.MaxASCII {
			zero := r
			for _, z := range digitZeros() {
				if z <= r {
					zero = z
				}
			}
			r = r - zero + '0'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// TestEveryRuneAgrees puts each rune of Unicode into places of a number where
// it could count.
func TestEveryRuneAgrees(t *testing.T) {
	failures := 0
	for r := rune(0); r <= 0x1FFFF; r++ {
		for _, format := range []string{"0%c12345678", "%c3012345678", "030 123456 %c 12"} {
			if r > 0x3100 && r < 0xA600 && format[0] != '0' {
				continue // letters without exception
			}
			if !compare(t, fmt.Sprintf(format, r), "DE") {
				if failures++; failures > 20 {
					t.Fatal("more were not tried")
				}
			}
		}
	}
}

func FuzzOracle(f *testing.F) {
	random := rand.New(rand.NewSource(1))
	base := examples(f)
	for range 200 {
		input, region := randomInput(random, base)
		f.Add(input, region)
	}
	f.Fuzz(func(t *testing.T, input, region string) {
		compare(t, input, region)
	})
}
