package intake

import (
	"context"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared/phone"
)

// Ceilings are the limits of a deployment for all forms together; no form can
// exceed them. A field of zero has its default.
type Ceilings struct {
	Countries  []string // alpha-2 codes of the countries that may be called; empty is all
	PerNumber  int      // leads for one number a UTC day; 3
	PerAddress int      // leads from one address an hour, more from the networks around it; 60
	PerRange   int      // leads a UTC day for numbers that differ in their last four digits; 20
	PerCountry int      // leads a UTC day for numbers of one country; 1,000
	PerDay     int      // leads a UTC day; 5,000
}

// withDefaults fills in the defaults. They are far above the volume of a small
// business: 20 leads a day within one block of 10,000 numbers, or 1,000 of one
// country, are a campaign or an attack.
func (c Ceilings) withDefaults() Ceilings {
	for _, d := range []struct {
		value *int
		or    int
	}{{&c.PerNumber, 3}, {&c.PerAddress, 60}, {&c.PerRange, 20}, {&c.PerCountry, 1000}, {&c.PerDay, 5000}} {
		if *d.value == 0 {
			*d.value = d.or
		}
	}
	return c
}

const day = 24 * time.Hour

// refusingWindows returns the windows of a lead's number and address. If one is
// full, the lead is refused. Numbers and addresses are counted over all forms;
// a form's own limits are counted in addition and can only be stricter.
func (l *lead) refusingWindows(ctx context.Context, limits *forms.Limits) []ledger.Window {
	var windows []ledger.Window
	add := func(what, value string, count int, length time.Duration) {
		if count > 0 && value != "" {
			windows = append(windows, ledger.Window{
				Key: what + "#" + l.pseudonym(ctx, value), Length: length, Limit: count,
			})
		}
	}
	number := countedNumber(l.contact.PhoneNumber)
	add("number", number, l.Ceilings.PerNumber, day)
	if own := limits.PerPhone; own.Count > 0 {
		add("phone"+strconv.Itoa(own.Seconds), number, own.Count, seconds(own))
	}
	for _, n := range networks(l.address()) {
		add("address", n.prefix, n.factor*l.Ceilings.PerAddress, time.Hour)
		if own := limits.PerAddress; own.Count > 0 {
			add("address"+strconv.Itoa(own.Seconds), n.prefix, n.factor*own.Count, seconds(own))
		}
	}
	return windows
}

// reason returns the name of a full window, the reason for the review.
type reason string

// The reasons of reviewWindows, in order.
const (
	fullForm    reason = "form_day"
	fullDay     reason = "day"
	fullCountry reason = "country"
	fullRange   reason = "range"
)

var reviewReasons = []reason{fullForm, fullDay, fullCountry, fullRange}

// reviewWindows returns one window for each of reviewReasons. If one is full,
// the lead waits for review.
func (l *lead) reviewWindows(ctx context.Context) []ledger.Window {
	window := func(what reason, value string, limit int) ledger.Window {
		return ledger.Window{Key: string(what) + "#" + value, Length: day, Limit: limit}
	}
	perForm := l.form.Limits.PerDay
	if perForm == 0 {
		perForm = l.Ceilings.PerDay
	}
	number := l.contact.PhoneNumber
	return []ledger.Window{
		window(fullForm, l.form.ID, perForm),
		window(fullDay, "", l.Ceilings.PerDay),
		window(fullCountry, countryOf(number), l.Ceilings.PerCountry),
		window(fullRange, l.pseudonym(ctx, numberRange(number)), l.Ceilings.PerRange),
	}
}

// numberRange returns an E.164 number without its last four digits.
func numberRange(e164 string) string { return e164[:max(len(e164)-4, 0)] }

// countryOf returns the alpha-2 code of the country of an E.164 number, or
// "001" if it belongs to none.
func countryOf(e164 string) string {
	n, err := phone.Parse(e164, "")
	if err != nil {
		return ""
	}
	return n.Region().String()
}

// leastDigits is the minimum length of the national number that countedNumber
// returns.
const leastDigits = 7

// countedNumber returns the number under which an E.164 number is counted. In
// countries with open numbering plans (Germany, Austria), further digits after a number
// reach the same telephone, so that a number is counted as its shortest valid prefix of
// at least leastDigits. In closed plans that is the number itself.
func countedNumber(e164 string) string {
	e164 = ledger.Telephone(e164)
	n, err := phone.Parse(e164, "")
	if err != nil {
		return e164
	}
	code := "+" + strconv.Itoa(n.CallingCode())
	for end := len(code) + leastDigits; end < len(e164); end++ {
		if shorter, err := phone.Parse(e164[:end], ""); err == nil && shorter.IsValid() && shorter.E164() == e164[:end] {
			return e164[:end]
		}
	}
	return e164
}

// prefix is a network in which an address is counted. The limit of its window
// is factor times that of a single address.
type prefix struct {
	prefix string
	factor int
}

// networks returns the networks of an address: the address and the /24 of IPv4;
// the /64, /56 and /48 of IPv6, since a provider gives a line any of these.
func networks(address string) []prefix {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return nil
	}
	sizes := []struct{ bits, factor int }{{64, 1}, {56, 2}, {48, 4}}
	if addr.Is4() {
		sizes = []struct{ bits, factor int }{{32, 1}, {24, 4}}
	}
	var list []prefix
	for _, s := range sizes {
		if p, err := addr.Prefix(s.bits); err == nil {
			list = append(list, prefix{p.String(), s.factor})
		}
	}
	return list
}

// widest returns the widest network in which an address is counted, or "" if
// the address is unknown.
func widest(address string) string {
	list := networks(address)
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1].prefix
}

// mayCall reports whether the deployment calls numbers of the country.
func (c Ceilings) mayCall(country string) bool {
	return len(c.Countries) == 0 || slices.Contains(c.Countries, country)
}

func seconds(l forms.Limit) time.Duration { return time.Duration(l.Seconds) * time.Second }
