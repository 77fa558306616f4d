package main

import (
	"fmt"
	"math/rand"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"thoughtlyform/shared/phone"
)

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
		for _, d := range append(r.descriptions(), description{unknown, r.meta.GeneralDesc}) {
			if nsn := d.desc.Example; nsn != "" && !seen[nsn] {
				seen[nsn] = true
				out = append(out, example{r.code, r.callingCode, nsn})
			}
		}
	}
	return out
}

var iddExamples = map[string]string{}

// iddOf returns a prefix for calls abroad from a region.
func iddOf(region string) string {
	if s, ok := iddExamples[region]; ok {
		return s
	}
	best := "00"
	for _, s := range []string{"00", "011", "810", "0011", "001", "010", "119", "009", "000", "01", "0014", "00156", "0015", "1230", "02", "0130", "056", "001400"} {
		if n, err := phone.Parse(s+"442079460958", region); err == nil && n.E164() == "+442079460958" {
			best = s
			break
		}
	}
	iddExamples[region] = best
	return best
}

// nationalPrefixes are the digits of each region's national prefix.
var nationalPrefixes = func() map[string]string {
	out := map[string]string{}
	all, err := loadMetadata()
	if err != nil {
		panic(err)
	}
	for _, r := range all.regions {
		if r.code != world {
			out[r.code] = strings.ReplaceAll(r.meta.NationalPrefix, "~", "")
		}
	}
	return out
}()

// spellings returns the ways in which a number of a region is typed.
func spellings(e example, nsn string) []string {
	code := strconv.Itoa(e.callingCode)
	out := []string{nsn, "+" + code + nsn, iddOf(e.region) + code + nsn, code + nsn}
	if ndd := nationalPrefixes[e.region]; ndd != "" {
		out = append(out, ndd+nsn, "+"+code+ndd+nsn)
	}
	return out
}

// mutations returns the number itself, all its one-digit changes, and lengths from
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

// TestExamplesAgree compares every example of every region and type, its
// one-digit changes and its lengths, in the spellings in which people type them.
func TestExamplesAgree(t *testing.T) {
	var questions []question
	for _, e := range examples(t) {
		for _, nsn := range mutations(e.nsn) {
			for _, s := range spellings(e, nsn) {
				questions = append(questions, question{s, e.region})
			}
		}
	}
	compare(t, sample(questions, 32))
}

// TestExampleNumbers compares the examples that package phone hands out with
// the metadata.
func TestExampleNumbers(t *testing.T) {
	all, err := loadMetadata()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, r := range all.regions {
		examples, err := r.examples()
		if err != nil {
			t.Fatal(err)
		}
		if r.code == world {
			want := ""
			for _, nsn := range examples {
				want += nsn
			}
			if n, ok := phone.ExampleFor(r.callingCode); !ok || string(n.NSN()) != want || n.CallingCode() != r.callingCode {
				t.Errorf("calling code %d: %s", r.callingCode, n.E164())
			}
			continue
		}
		count++
		region := phone.ParseRegion(r.code)
		if got := phone.CallingCode(region); got != r.callingCode {
			t.Errorf("%s: calling code %d, want %d", r.code, got, r.callingCode)
		}
		for kind := phone.FixedLine; kind < phone.Unknown; kind++ {
			n, ok := phone.Example(region, kind)
			if want := examples[kind]; ok != (want != "") || string(n.NSN()) != want {
				t.Errorf("%s %s: %q, want %q", r.code, kind, n.NSN(), want)
			}
		}
	}
	if count != phone.RegionCount() {
		t.Errorf("%d regions, want %d", phone.RegionCount(), count)
	}
}

// randomInputs returns how many random inputs are compared.
func randomInputs() int {
	if full() {
		return 2_000_000
	}
	return 16_000
}

// TestRandomInputsAgree compares random inputs, in parts so that the questions
// fit into memory.
func TestRandomInputsAgree(t *testing.T) {
	random := rand.New(rand.NewSource(20261124))
	base := examples(t)
	seen := map[string]int{}
	for left := randomInputs(); left > 0 && !t.Failed(); left -= 50_000 {
		questions := make([]question, min(left, 50_000))
		for i := range questions {
			input, region := randomInput(random, base)
			questions[i] = question{input, region}
			o := ours(questions[i])
			for _, name := range []string{o.err, o.kind, o.possible, map[bool]string{true: "extension"}[o.extension != ""]} {
				seen[name]++
			}
		}
		compare(t, questions)
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

// TestRandomFormatsAgree compares random digits of every calling code.
func TestRandomFormatsAgree(t *testing.T) {
	random := rand.New(rand.NewSource(20261124))
	all, err := loadMetadata()
	if err != nil {
		t.Fatal(err)
	}
	questions := make([]question, randomInputs()/2)
	for i := range questions {
		code := all.callingCodes[i%len(all.callingCodes)]
		input := []byte("+" + strconv.Itoa(code.code))
		for range 2 + random.Intn(phone.MaxNSN-1) {
			input = append(input, '0'+byte(random.Intn(10)))
		}
		questions[i] = question{string(input), "ZZ"}
	}
	compare(t, questions)
}

// TestEveryRuneAgrees puts each rune of Unicode into places of a number where
// it could count.
func TestEveryRuneAgrees(t *testing.T) {
	var common, rare []question
	for r := rune(1); r <= 0x1FFFF; r++ {
		list := &common
		if r >= 0x3100 && r < 0xA000 || r >= 0xAC00 && r < 0xF900 || r > 0xFFFF {
			list = &rare
		}
		if r >= 0xD800 && r < 0xE000 {
			continue // no rune
		}
		for _, format := range []string{"0%c12345678", "%c3012345678", "030 123456 %c 12", "030 123456%c"} {
			*list = append(*list, question{fmt.Sprintf(format, r), "DE"})
		}
	}
	compare(t, append(sample(common, 8), sample(rare, 64)...))
}

func FuzzOracle(f *testing.F) {
	random := rand.New(rand.NewSource(1))
	base := examples(f)
	for range 200 {
		input, region := randomInput(random, base)
		f.Add(input, region)
	}
	f.Fuzz(func(t *testing.T, input, region string) {
		if utf8.ValidString(input) && (region == "" || phone.ParseRegion(region) != 0 && region == strings.ToUpper(region)) {
			compare(t, []question{{input, region}})
		}
	})
}
