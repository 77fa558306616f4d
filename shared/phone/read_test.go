package phone

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// reads are inputs, the country chosen, and the number meant; "" is none that
// is valid.
var reads = []struct {
	input, country, want string
	changes              Change
}{
	// Another calling code is never put in the place of the written one.
	{"+52 1 55 1234 5678", "MX", "+525512345678", OldPrefix},
	{"+52 1 55 1234 5678", "US", "+525512345678", OldPrefix},
	{"+120686402488", "US", "", 0},
	{"+120686402488", "EG", "", 0},
	{"+1 +44 20 7946 0958", "US", "", 0},
	{"+210 555 0123", "US", "", 0},
	{"+999 415 555 0123", "US", "", 0},
	{"+0151 12345678", "DE", "", 0},
	{"+04 7911 123456", "DE", "", 0},
	{"415 +44 20 7946 0958", "US", "", 0},

	// A lost plus sign.
	{"4915112345678", "DE", "+4915112345678", PlusAdded},
	{"49 151 12345678", "DE", "+4915112345678", PlusAdded},
	{"49 (0) 151 12345678", "DE", "+4915112345678", 0},
	{"49 (0)30 901820", "DE", "+4930901820", PlusAdded},
	{"0491 4567", "DE", "+494914567", 0}, // the area code of Leer
	{"4915112345678", "US", "", 0},
	{"447911123456", "GB", "+447911123456", 0},
	{"447911123456", "US", "", 0},
	{"14155550123", "US", "+14155550123", 0},
	{"1 (415) 555-0123", "CA", "+14155550123", 0},
	{"33612345678", "FR", "+33612345678", 0},
	{"525512345678", "MX", "+525512345678", 0},
	{"5215512345678", "MX", "+525512345678", PlusAdded | OldPrefix},
	{"5491123456789", "AR", "+5491123456789", 0},
	{"919876543210", "IN", "+919876543210", 0},
	{"9123456789", "IN", "+919123456789", 0}, // begins with 91 and is national
	{"39 347 123 4567", "IT", "+393471234567", 0},
	{"3931234567", "IT", "+393931234567", 0}, // a mobile number that begins with 39
	{"43 660 1234567", "AT", "+436601234567", 0},
	{"62 812 3456 7890", "ID", "+6281234567890", 0},
	{"86 138 0013 8000", "CN", "+8613800138000", 0},

	// A calling code written twice.
	{"+1 +1 415 555 0123", "US", "+14155550123", Undoubled},
	{"+1+14155550123", "DE", "+14155550123", Undoubled},
	{"+1 1 415 555 0123", "US", "+14155550123", 0},
	{"+49 +49 151 12345678", "DE", "+4915112345678", Undoubled},
	{"+4949 151 12345678", "DE", "+4915112345678", Undoubled},
	{"+49 0049 151 12345678", "DE", "+4915112345678", Undoubled},
	{"0049 +49 151 12345678", "DE", "+4915112345678", Undoubled},
	{"49 +49 151 12345678", "DE", "+4915112345678", Undoubled},
	{"+44 44 7911 123456", "GB", "+447911123456", Undoubled},
	{"+44 +44 (0)7911 123456", "GB", "+447911123456", Undoubled},
	{"+44 +44 07911 123456", "GB", "+447911123456", Undoubled},
	{"+52 +52 1 55 1234 5678", "MX", "+525512345678", Undoubled | OldPrefix},
	{"+353 353 85 012 3456", "IE", "+353850123456", Undoubled},
	{"4444 7911 123456", "GB", "+447911123456", PlusAdded | Undoubled},
	{"+1 011 1 415 555 0123", "US", "+14155550123", Undoubled},
	{"+49 491 12345", "DE", "+4949112345", 0}, // Leer again
	{"+1 +1 415 555 0123 x12", "US", "+14155550123 12", Undoubled},

	// Exit codes.
	{"0044 20 7946 0958", "US", "+442079460958", ExitCode},
	{"00442079460958", "US", "+442079460958", ExitCode},
	{"0044 (0)20 7946 0958", "US", "+442079460958", ExitCode},
	{"0044 20 7946 0958", "DE", "+442079460958", 0},
	{"0044 20 7946 0958", "", "+442079460958", ExitCode},
	{"0044 20 7946 0958", "JP", "+442079460958", ExitCode},
	{"0044 20 7946 0958", "AU", "+442079460958", ExitCode},
	{"011 44 20 7946 0958", "US", "+442079460958", 0},
	{"011 44 20 7946 0958", "DE", "+442079460958", ExitCode},
	{"01144 20 7946 0958", "FR", "+442079460958", ExitCode},
	{"011442079460958", "FR", "+442079460958", ExitCode},
	{"011 49 151 12345678", "GB", "+4915112345678", ExitCode},
	{"011 1 415 555 0123", "MX", "+14155550123", ExitCode},
	{"0049 151 12345678", "DE", "+4915112345678", 0},
	{"00 49 151 12345678", "CA", "+4915112345678", ExitCode},
	{"0052 1 55 1234 5678", "US", "+525512345678", ExitCode | OldPrefix},
	{"0011 44 20 7946 0958", "AU", "+442079460958", 0},
	{"010 44 20 7946 0958", "JP", "+442079460958", 0},
	{"+0049 151 12345678", "DE", "+4915112345678", ExitCode},
	{"+011 1 415 555 0123", "US", "+14155550123", ExitCode},
	{"011 4930 1234", "AR", "+541149301234", 0}, // the area code of Buenos Aires
	{"011 4930 123", "AR", "", 0},
	{"0049 123 4567", "JP", "", 0}, // one 0 too many in 049

	// A 0 that is dialled at home only.
	{"+49 (0) 151 12345678", "DE", "+4915112345678", 0},
	{"+44 (0)20 7946 0958", "US", "+442079460958", 0},
	{"(+49) 0151 12345678", "DE", "+4915112345678", 0},
	{"+34 (0)612 345 678", "ES", "+34612345678", TrunkDropped},
	{"+39 (0)347 123 4567", "IT", "+393471234567", TrunkDropped},
	{"+39 02 1234 5678", "IT", "+390212345678", 0},
	{"+7 8 916 123 45 67", "RU", "+79161234567", 0},

	// Old mobile prefixes.
	{"044 55 1234 5678", "MX", "+525512345678", OldPrefix},
	{"045 55 1234 5678", "MX", "+525512345678", OldPrefix},
	{"01 55 1234 5678", "MX", "+525512345678", OldPrefix},
	{"1 55 1234 5678", "MX", "+525512345678", OldPrefix},
	{"011 15 2345-6789", "AR", "+5491123456789", 0},
	{"11 15 2345 6789", "AR", "+5491123456789", 0},
	{"+54 11 15 2345 6789", "AR", "+5491123456789", 0},
	{"+54 9 11 15 2345 6789", "AR", "+5491123456789", OldPrefix},
	{"+54 9 11 2345 6789", "US", "+5491123456789", 0},
	{"0343 15 555 1212", "AR", "+5493435551212", 0},

	// Links.
	{"https://wa.me/4915112345678", "DE", "+4915112345678", FromLink},
	{"https://wa.me/4915112345678?text=Hallo%20123", "US", "+4915112345678", FromLink},
	{"wa.me/+14155550123", "DE", "+14155550123", FromLink},
	{"https://wa.me/5215512345678", "MX", "+525512345678", FromLink | OldPrefix},
	{"https://wa.me/417912345", "US", "", 0},
	{"https://wa.me/4179123456", "US", "", 0}, // not 417-912-3456
	{"https://api.whatsapp.com/send?phone=4915112345678&text=x", "US", "+4915112345678", FromLink},
	{"https://api.whatsapp.com/send/?phone=%2B49+151+12345678", "", "", 0},
	{"whatsapp://send?phone=%2B4915112345678", "US", "+4915112345678", FromLink},
	{"https://signal.me/#p/+4915112345678", "US", "+4915112345678", FromLink},
	{"https://t.me/+4915112345678", "US", "+4915112345678", FromLink},
	{"viber://chat?number=%2B4915112345678", "US", "+4915112345678", FromLink},
	{"tel:+1-415-555-0123", "DE", "+14155550123", FromLink},
	{"tel:%2B14155550123", "DE", "+14155550123", FromLink},
	{"TEL://4155550123", "US", "+14155550123", FromLink},
	{"tel:555-0123;phone-context=+1415", "US", "+14155550123", FromLink},
	{"tel:+14155550123;ext=12", "US", "+14155550123 12", FromLink},
	{"callto:+14155550123", "US", "+14155550123", FromLink},
	{"sms:+14155550123?body=hi", "US", "+14155550123", FromLink},
	{"skype:+14155550123?call", "US", "+14155550123", FromLink},

	// Words around.
	{"\"\u202d(415) 555-0123\u202c\"", "US", "+14155550123", 0},
	{"415-555-0123;", "US", "+14155550123", 0},
	{"<415-555-0123>", "US", "+14155550123", 0},
	{"Tel.: 415-555-0123", "US", "+14155550123", TextCut},
	{"Phone 2: 415-555-0123", "US", "+14155550123", TextCut},
	{"call 415-555-0123", "US", "+14155550123", 0},
	{"415-555-0123 (cell)", "US", "+14155550123", TextCut},
	{"415-555-0123 please call after 5pm", "US", "+14155550123", TextCut},
	{"030 901820 privat", "DE", "+4930901820", TextCut},
	{"0151 12345678 Büro", "DE", "+4915112345678", TextCut},
	{"電話 03-1234-5678", "JP", "+81312345678", 0},
	{"03-1234-5678（自宅）", "JP", "+81312345678", TextCut},
	{"هاتف ٠١٠٠١٢٣٤٥٦٧", "EG", "+201001234567", 0},
	{"📞 415-555-0123 ✅", "US", "+14155550123", TextCut},
	{"415-555-0123 or 415-555-0124", "US", "", 0},
	{"030 1234567 or 030 1234568", "DE", "", 0},
	{"030 901820/030 901821", "DE", "", 0},
	{"home: 415-555-0123 cell: 415-555-0124", "US", "", 0},
	{"030/901820", "DE", "+4930901820", 0},

	// Unicode.
	{"06\u202f12\u202f34\u202f56\u202f78", "FR", "+33612345678", 0},
	{"06\u200912\u200934\u200956\u200978", "FR", "+33612345678", 0},
	{"(415)\u2002555\u20110123", "US", "+14155550123", 0},
	{"415\u2212555\u22120123", "US", "+14155550123", 0},
	{"415\u2e3a555\ufe630123", "US", "+14155550123", 0},
	{"415\u2022555\u20220123", "US", "+14155550123", 0},
	{"415·555·0123", "US", "+14155550123", 0},
	{"415_555_0123", "US", "+14155550123", 0},
	{"079’123’45’67", "CH", "+41791234567", 0},
	{"০১৭১২৩৪৫৬৭৮", "BD", "+8801712345678", 0},
	{"९८७६५ ४३२१०", "IN", "+919876543210", 0},
	{"௯௮௭௬௫௪௩௨௧௦", "IN", "+919876543210", 0},
	{"๐๘๑ ๒๓๔ ๕๖๗๘", "TH", "+66812345678", 0},
	{"༠", "BT", "", 0},
	{"۰۹۱۲ ۳۴۵ ۶۷۸۹", "IR", "+989123456789", 0},
	{"+٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "SA", "+966501234567", 0},
	{"＋４４ ２０ ７９４６ ０９５８", "US", "+442079460958", 0},
	{"𝟒𝟏𝟓𝟓𝟓𝟓𝟎𝟏𝟐𝟑", "US", "+14155550123", 0},
	{"4️⃣1️⃣5️⃣5️⃣5️⃣5️⃣0️⃣1️⃣2️⃣3️⃣", "US", "+14155550123", 0},
	{"\u200e+49 151 12345678\u200f", "DE", "+4915112345678", 0},
	{"\u2066+49 151 12345678\u2069", "DE", "+4915112345678", 0},
	{"⁺49 151 12345678", "DE", "+4915112345678", 0},
	{"ｔｅｌ:＋1 415 555 0123", "US", "+14155550123", FromLink},

	// Letters and extensions.
	{"415555HELP", "US", "+14155554357", FromLetters},
	{"1-800-FLOWERS", "US", "+18003569377", FromLetters},
	{"1 800 FLOWERS", "US", "+18003569377", FromLetters},
	{"+1 800 FLOWERS", "DE", "+18003569377", FromLetters},
	{"415 555 O123", "US", "+14155550123", FromLetters},
	{"4l5 555 0l23", "US", "+14155550123", FromLetters},
	{"(415) 555-0123 ext. 12", "US", "+14155550123 12", 0},
	{"(415) 555-0123 x12", "US", "+14155550123 12", 0},
	{"(415) 555-0123 доб. 12", "US", "+14155550123 12", 0},
	{"0044 20 7946 0958 ext 12", "US", "+442079460958 12", ExitCode},
	{"+52 1 55 1234 5678 #12", "MX", "+525512345678 12", OldPrefix},
}

func TestRead(t *testing.T) {
	for _, c := range reads {
		n, reading := Read(c.input, c.country)
		got := ""
		if reading.Err == 0 && n.IsValid() {
			got = strings.TrimRight(n.E164()+" "+string(n.Extension()), " ")
		}
		if got != c.want || got != "" && reading.Changes != c.changes {
			t.Errorf("%q, %s: %q (%+v) changes %b, want %q %b", c.input, c.country, got, reading.Err, reading.Changes, c.want, c.changes)
		}
	}
}

// TestReadAgreesWithParse: what Parse accepts in the usual ways of writing
// numbers is read in the same way.
func TestReadAgreesWithParse(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		region := RegionAt(random.IntN(RegionCount()))
		n, ok := randomNumber(random, region)
		if !ok {
			continue
		}
		for _, s := range []string{n.E164(), n.International(), n.National(), n.RFC3966(), n.International() + " ext. 12"} {
			want, err := Parse(s, region.String())
			if err != nil || !want.IsValid() {
				continue
			}
			got, reading := Read(s, region.String())
			if reading.Err != 0 || got != want {
				t.Errorf("%q in %s: %s %v %b, want %s", s, region, got.E164(), reading.Err, reading.Changes, want.E164())
			}
		}
	}
}

// FuzzRead holds Read to what its callers build on: a number that is read as
// valid is the same when it is read again, and has the calling code that is
// written.
func FuzzRead(f *testing.F) {
	for _, c := range reads {
		f.Add(c.input, c.country)
	}
	f.Fuzz(func(t *testing.T, input, country string) {
		n, reading := Read(input, country)
		if reading.Err != 0 || !n.IsValid() {
			return
		}
		again, _ := Read(n.E164(), country)
		again.extension, again.extensionLen = n.extension, n.extensionLen
		if again != n {
			t.Errorf("%q, %q: %s becomes %s", input, country, n.E164(), again.E164())
		}
		if rest, ok := strings.CutPrefix(input, "+"); ok && rest != "" && rest[0] >= '1' && rest[0] <= '9' && !strings.Contains(rest, "+") && digitCount([]byte(rest)) == len(rest) {
			if code, _ := leadingCode([]byte(rest)); n.callingCode != code {
				t.Errorf("%q, %q: %s", input, country, n.E164())
			}
		}
	})
}
