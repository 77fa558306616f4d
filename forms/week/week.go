// Package week reads the calling hours of a form definition. It must not know
// about time zones, phone numbers or the law.
package week

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Span is the part [From, To) of a day, in minutes from midnight. Both are
// multiples of Step.
type Span struct{ From, To int }

// Step is the unit of hours, in minutes. The offset of every current time zone
// is a multiple of it.
const Step = 15

// Week holds the spans of each day, by time.Weekday.
type Week [7][]Span

// Hours are the times at which a form's calls may be placed. The zero value
// means the default hours.
type Hours struct {
	Any       bool            // no limit
	Countries map[string]Week // by alpha-2 code or Elsewhere
	Closed    []string        // dates without calls, as 2006-01-02

	source json.RawMessage
}

// AnyTime returns hours without a limit.
func AnyTime() Hours { return Hours{Any: true, source: json.RawMessage(`"any"`)} }

// Elsewhere is the key in Hours.Countries for all other countries.
const Elsewhere = "*"

// IsZero reports whether the definition has no hours.
func (h Hours) IsZero() bool { return !h.Any && h.Countries == nil && h.Closed == nil }

// MarshalJSON returns what UnmarshalJSON read.
func (h Hours) MarshalJSON() ([]byte, error) {
	if h.source == nil {
		return []byte("null"), nil
	}
	return h.source, nil
}

// UnmarshalJSON reads "any", or an object such as
//
//	{"DE": {"mon-fri": "09:00-12:00,13:00-18:00", "sat": "10:00-14:00"}, "closed": ["2026-12-25"]}
//
// whose members are countries, "*" for all others, and "closed".
func (h *Hours) UnmarshalJSON(source []byte) error {
	*h = Hours{source: slices.Clone(source)}
	var word string
	if string(source) == "null" {
		*h = Hours{}
		return nil
	}
	if json.Unmarshal(source, &word) == nil {
		if word != "any" {
			return fmt.Errorf("hours are %q; as a string, only \"any\" is allowed", word)
		}
		h.Any = true
		return nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(source, &members); err != nil {
		return errors.New(`hours are neither "any" nor an object`)
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if name == "closed" {
			if err := h.readClosed(members[name]); err != nil {
				return err
			}
			continue
		}
		if name != Elsewhere && (len(name) != 2 || strings.ToUpper(name) != name) {
			return fmt.Errorf("hours of %q: a country is an alpha-2 code in capitals, or %q", name, Elsewhere)
		}
		var days map[string]string
		if err := json.Unmarshal(members[name], &days); err != nil {
			return fmt.Errorf("hours of %s are not an object of days", name)
		}
		var week Week
		for _, day := range slices.Sorted(maps.Keys(days)) {
			if err := week.Add(day, days[day]); err != nil {
				return fmt.Errorf("hours of %s: %w", name, err)
			}
		}
		if h.Countries == nil {
			h.Countries = map[string]Week{}
		}
		h.Countries[name] = week
	}
	return nil
}

func (h *Hours) readClosed(source json.RawMessage) error {
	if err := json.Unmarshal(source, &h.Closed); err != nil {
		return errors.New("closed is not a list of dates")
	}
	for _, day := range h.Closed {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			return fmt.Errorf("closed: %q is not a date such as 2026-12-25", day)
		}
	}
	return nil
}

var dayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// Add adds spans such as "09:00-12:00,13:00-18:00" to days such as "mon-fri"
// or "sun". The days may wrap round the end of the week.
func (w *Week) Add(days, spans string) error {
	first, last, isRange := strings.Cut(days, "-")
	if !isRange {
		last = first
	}
	from, to := slices.Index(dayNames, first), slices.Index(dayNames, last)
	if from < 0 || to < 0 {
		return fmt.Errorf("%q is not a day or a range of days such as mon-fri", days)
	}
	var list []Span
	for text := range strings.SplitSeq(spans, ",") {
		span, err := readSpan(strings.TrimSpace(text))
		if err != nil {
			return err
		}
		list = append(list, span)
	}
	for day := from; ; day = (day + 1) % 7 {
		w[day] = append(slices.Clone(w[day]), list...)
		if day == to {
			return nil
		}
	}
}

func readSpan(text string) (Span, error) {
	from, to, ok := strings.Cut(text, "-")
	s := Span{minutes(from), minutes(to)}
	if !ok || s.From < 0 || s.To < 0 || s.From >= s.To {
		return s, fmt.Errorf("%q is not a span such as 09:00-18:00 in steps of %d minutes", text, Step)
	}
	return s, nil
}

// minutes reads a time from 00:00 to 24:00. It returns -1 if the text is not one.
func minutes(text string) int {
	if len(text) != 5 || text[2] != ':' {
		return -1
	}
	h, err := strconv.ParseUint(text[:2], 10, 8)
	m, err2 := strconv.ParseUint(text[3:], 10, 8)
	if n := int(h*60 + m); err == nil && err2 == nil && m < 60 && n <= 24*60 && n%Step == 0 {
		return n
	}
	return -1
}

// Open reports whether a minute of a day lies within a span.
func (w *Week) Open(day time.Weekday, minute int) bool {
	for _, s := range w[day] {
		if minute >= s.From && minute < s.To {
			return true
		}
	}
	return false
}

// Default returns the hours for countries for which neither the form nor a law
// sets hours: Monday to Saturday, 8:00 to 20:00. This is our choice, not a law.
func Default() (w Week) {
	for day := time.Monday; day <= time.Saturday; day++ {
		w[day] = []Span{{8 * 60, 20 * 60}}
	}
	return w
}

// WriteTime formats a time of the week, such as "fri 14:00". minute counts from
// midnight.
func WriteTime(day time.Weekday, minute int) string {
	return fmt.Sprintf("%s %02d:%02d", dayNames[day], minute/60, minute%60)
}

// ReadTime parses the format of WriteTime.
func ReadTime(text string) (day time.Weekday, minute int, ok bool) {
	name, clock, _ := strings.Cut(text, " ")
	at, err := time.Parse("15:04", clock)
	i := slices.Index(dayNames, name)
	if i < 0 || err != nil || len(clock) != len("15:04") {
		return 0, 0, false
	}
	return time.Weekday(i), at.Hour()*60 + at.Minute(), true
}
