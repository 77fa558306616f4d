package forms

import (
	"embed"
	"slices"
	"strconv"
	"strings"

	"thoughtlyform/shared/phone"
)

//go:embed countries/*.txt
var countryNames embed.FS

// country is an alpha-2 code with the country's name in a locale.
type country struct{ code, name string }

// countriesIn returns the countries of only, or all countries of package phone
// if only is empty, with their names in a locale and in its alphabetical order.
// The names are English if the locale has no file.
func countriesIn(locale string, only []string) []country {
	var file []byte
	for _, l := range []string{locale, baseLanguage(locale), "en"} {
		var err error
		if file, err = countryNames.ReadFile("countries/" + l + ".txt"); err == nil {
			break
		}
	}
	var list []country
	for line := range strings.Lines(string(file)) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if code == "#" || len(only) > 0 && !slices.Contains(only, code) || !isCountry(code) {
			continue
		}
		list = append(list, country{code, name})
	}
	return list
}

// namesOf returns the otherNames of the countries of only, or all if only is
// empty.
func namesOf(only []string) map[string]string {
	if len(only) == 0 {
		return otherNames
	}
	names := map[string]string{}
	for _, code := range only {
		if of := otherNames[code]; of != "" {
			names[code] = of
		}
	}
	return names
}

// isCountry reports whether package phone has the country. The code must be in
// capitals.
func isCountry(code string) bool {
	return code != "" && phone.ParseRegion(code).Alpha2() == code
}

// likelyCountries are the countries with the most speakers of a language. The
// country control lists them first.
var likelyCountries = map[string]string{
	"ar": "EG SA AE MA", "de": "DE AT CH", "en": "US GB CA AU", "es": "MX ES AR CO US",
	"fr": "FR CA BE CH", "ja": "JP", "pt": "BR PT",
}

// otherNames are further names by which visitors search for a country, such as
// the name in its own languages. A | separates them. Where several countries
// share a calling code, the code is a name of the largest.
var otherNames = map[string]string{
	"AE": "UAE|Emirates|الإمارات", "AL": "Shqipëria", "AM": "Հայաստան", "AT": "Österreich|Oesterreich|Autriche",
	"AU": "+61|61", "AZ": "Azərbaycan", "BA": "Bosnia|Bosna", "BD": "বাংলাদেশ", "BE": "Belgique|België|Belgien",
	"BG": "България", "BH": "البحرين", "BR": "Brasil", "CD": "DRC", "CH": "Suisse|Schweiz|Svizzera", "CI": "Ivory Coast",
	"CN": "中国|Zhongguo", "CV": "Cabo Verde", "CW": "+599|599", "CY": "Κύπρος|Kıbrıs", "CZ": "Czech Republic|Česko",
	"DE": "Deutschland|Allemagne|Alemania", "DK": "Danmark", "DZ": "الجزائر|Algérie", "EE": "Eesti", "EG": "مصر",
	"ES": "España", "FI": "Suomi|+358|358", "GB": "UK|Great Britain|England|Scotland|Wales|+44|44", "GE": "საქართველო",
	"GP": "+590|590", "GR": "Ελλάδα|Hellas", "HK": "Hong Kong|香港", "HR": "Hrvatska", "HU": "Magyarország",
	"IE": "Republic of Ireland|Éire", "IL": "ישראל", "IN": "भारत|Bharat", "IQ": "العراق", "IR": "ایران", "IS": "Ísland",
	"IT": "Italia|+39|39", "JO": "الأردن", "JP": "日本|Nihon|Nippon", "KR": "Korea|한국|대한민국", "KW": "الكويت",
	"KZ": "Қазақстан", "LB": "لبنان", "LK": "ශ්\u200dරී ලංකා", "LT": "Lietuva", "LU": "Lëtzebuerg", "LV": "Latvija",
	"MA": "المغرب|Maroc|+212|212", "ME": "Crna Gora", "MK": "Македонија|Makedonija", "MM": "Burma", "MO": "Macau|澳門",
	"NL": "Holland|Nederland", "NO": "Norge|Noreg|+47|47", "NP": "नेपाल", "NZ": "Aotearoa", "OM": "عُمان",
	"PH": "Pilipinas", "PK": "پاکستان", "PL": "Polska", "QA": "قطر", "RE": "+262|262", "RS": "Srbija|Србија",
	"RU": "Russian Federation|Россия|+7|7", "SA": "السعودية", "SE": "Sverige", "SI": "Slovenija", "SK": "Slovensko",
	"SZ": "Swaziland", "TH": "ไทย", "TN": "تونس|Tunisie", "TR": "Turkey|Türkiye", "TW": "台灣|臺灣", "UA": "Україна",
	"US": "USA|America|EE. UU.|EEUU|États-Unis|+1|1", "VN": "Việt Nam", "ZA": "Suid-Afrika",
}

// shortList is the most countries that are listed without groups of likely and
// other ones.
const shortList = 8

// country returns the control for the country of numbers without a calling code.
func (b *builder) country() Node {
	chosen := b.State.value("country_code")
	if chosen == "" {
		chosen = b.Country
	}
	list := countriesIn(b.Locale, b.Countries)
	var likely, others []Node
	first := strings.Fields(b.Country + " " + likelyCountries[baseLanguage(b.Locale)])
	for _, c := range list {
		node := option(c.code, c.name+" (+"+callingCode(c.code)+")", c.code == chosen)
		if len(list) > shortList && slices.Contains(first, c.code) {
			likely = append(likely, node)
		} else {
			others = append(others, node)
		}
	}
	if likely != nil {
		slices.SortStableFunc(likely, func(x, y Node) int { return rank(first, x) - rank(first, y) })
		others = []Node{
			element("optgroup", attr("label", b.Messages["countries.likely"]), likely...),
			element("optgroup", attr("label", b.Messages["countries.other"]), others...),
		}
	}
	if chosen == "" {
		others = slices.Insert(others, 0, option("", b.Messages["choose"], false))
	}
	shown := chosen
	if chosen != "" {
		shown += " +" + callingCode(chosen)
	}
	return element("span", attr("class", "tf-country"),
		element("span", attr("class", "tf-code").and("aria-hidden", "true"), textNode(shown)),
		element("select", attr("name", "country_code").and("aria-label", b.Messages["label.country"]).and("autocomplete", "country"), others...))
}

// rank returns the index of an option's country in a list of codes.
func rank(codes []string, option Node) int {
	code, _ := option.Attribute("value")
	return slices.Index(codes, code)
}

func callingCode(country string) string {
	return strconv.Itoa(phone.CallingCode(phone.ParseRegion(country)))
}
