package intake

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"thoughtlyform/lambda/ledger"
)

func TestNetworks(t *testing.T) {
	for address, want := range map[string][]prefix{
		"192.0.2.10":              {{"192.0.2.10/32", 1}, {"192.0.2.0/24", 4}},
		"2001:db8:1:2:3:4:5:6":    {{"2001:db8:1:2::/64", 1}, {"2001:db8:1::/56", 2}, {"2001:db8:1::/48", 4}},
		"2001:db8:1:2ff:ffff::66": {{"2001:db8:1:2ff::/64", 1}, {"2001:db8:1:200::/56", 2}, {"2001:db8:1::/48", 4}},
		"":                        nil,
		"not an address":          nil,
	} {
		if got := networks(address); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", address, got, want)
		}
	}
}

// In an open numbering plan, further digits after a number reach the same telephone.
func TestNumbersOfOpenPlansAreCountedOnce(t *testing.T) {
	for _, c := range []struct {
		number string
		longer bool // whether longer valid numbers begin with it
	}{
		{"+493090182000", true}, {"+4989123456", true}, {"+431515500", true}, {"+436641234567", true},
		{"+14155550123", false}, {"+33612345678", false}, {"+442079460958", false}, {"+4915112345678", false},
	} {
		counted := map[string]bool{countedNumber(c.number): true}
		for _, more := range []string{"0", "1", "9", "00", "42", "123"} {
			if countedNumber(c.number+more) != c.number+more { // valid beyond it
				counted[countedNumber(c.number+more)] = true
			}
		}
		if len(counted) != 1 {
			t.Errorf("%s and its extensions count as %v", c.number, counted)
		}
		if !c.longer && countedNumber(c.number) != c.number {
			t.Errorf("%s of a closed plan counts as %s", c.number, countedNumber(c.number))
		}
	}
}

// Forms with different limits share the deployment's window.
func TestOneWindowPerNumberForAllForms(t *testing.T) {
	s := newStack(t)
	f := s.form(t, "lead")
	for n := range 9 {
		f.Limits.PerPhone.Seconds = 86400 + n
		f.Limits.PerDay = 100
		e := post(jsonType, lead1(fmt.Sprintf("018f3a6e-0000-4000-8000-%012d", n)))
		e.RequestContext.HTTP.SourceIP = fmt.Sprintf("192.0.%d.1", n)
		if n < 3 {
			s.expect(t, e, 201, "")
		} else {
			s.expect(t, e, 429, "rate_limited")
		}
	}
}

func TestFullWindowsOfTheDayAreHeldForReview(t *testing.T) {
	for name, c := range map[string]struct {
		set    func(*stack)
		number func(n int) string
		reason reason
	}{
		"form":    {func(s *stack) { s.form(t, "lead").Limits.PerDay = 3 }, inRanges, fullForm},
		"day":     {func(s *stack) { s.Ceilings.PerDay = 3 }, inRanges, fullDay},
		"country": {func(s *stack) { s.Ceilings.PerCountry = 3 }, inRanges, fullCountry},
		"range":   {func(s *stack) { s.Ceilings.PerRange = 3 }, func(n int) string { return fmt.Sprintf("+1415555%04d", n) }, fullRange},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t)
			s.form(t, "lead").Limits.PerMinute = 100
			c.set(s)
			send := func(n, status int) {
				t.Helper()
				e := post(jsonType, strings.Replace(lead1(fmt.Sprintf("018f3a6e-0000-4000-8000-%012d", n)), "+14155550123", c.number(n), 1))
				e.RequestContext.HTTP.SourceIP = fmt.Sprintf("192.0.%d.1", n)
				_, a := s.expect(t, e, status, "")
				if status == 202 && a.Data["status"] != string(ledger.Queued) {
					t.Errorf("told %v", a.Data)
				}
			}
			for n := range 3 {
				send(n, 201)
			}
			send(3, 202)
			send(3, 202) // a duplicate is held once
			messages := s.held(t)
			if len(s.api.made) != 3 || len(messages) != 1 {
				t.Fatalf("%d made, %d held", len(s.api.made), len(messages))
			}
			if m := messages[0]; m.Review == nil || m.Review.Reason != string(c.reason) || m.Review.Network != "192.0.3.0/24" ||
				m.Contact.PhoneNumber != c.number(3) || m.Consent == nil {
				t.Errorf("held %+v", m)
			}
			if !strings.Contains(s.emf.String(), "HeldForReview") {
				t.Error("not counted")
			}
			if strings.Contains(s.log.String(), "192.0.") {
				t.Error("an address is in the log")
			}
		})
	}
}

// inRanges returns a number in another range for each n.
func inRanges(n int) string { return fmt.Sprintf("+1415%03d0123", 555+n) }

func TestDeploymentsCountries(t *testing.T) {
	s := newStack(t)
	s.Ceilings.Countries = []string{"GB"}
	_, a := s.expect(t, post(jsonType, lead1(id1)), 422, "invalid_fields")
	if f := a.Error.Fields; len(f) != 1 || f[0].Field != "phone_number" || f[0].Code != "phone_country_not_allowed" {
		t.Errorf("fields %+v", f)
	}
	s.expect(t, post(jsonType, strings.Replace(lead1(id1), "+14155550123", "+442079460958", 1)), 201, "")
}
