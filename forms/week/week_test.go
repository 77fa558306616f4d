package week

import (
	"encoding/json"
	"testing"
	"time"
)

func TestHoursAreRead(t *testing.T) {
	const source = `{"DE":{"mon-fri":"09:00-12:00,13:00-18:00","sat-sun":"10:00-14:00"},"*":{"fri-mon":"00:00-24:00"},"closed":["2026-12-25"]}`
	var h Hours
	if err := json.Unmarshal([]byte(source), &h); err != nil {
		t.Fatal(err)
	}
	de, all := h.Countries["DE"], h.Countries[Elsewhere]
	for _, c := range []struct {
		week   Week
		day    time.Weekday
		minute int
		open   bool
	}{
		{de, time.Monday, 539, false}, {de, time.Monday, 540, true}, {de, time.Friday, 12 * 60, false}, {de, time.Sunday, 600, true},
		{all, time.Sunday, 1439, true}, {all, time.Monday, 0, true}, {all, time.Tuesday, 0, false}, {all, time.Friday, 0, true},
	} {
		if c.week.Open(c.day, c.minute) != c.open {
			t.Errorf("%v %d is %v", c.day, c.minute, !c.open)
		}
	}
	if b, err := json.Marshal(h); err != nil || string(b) != source {
		t.Errorf("written as %s, %v", b, err)
	}
	if len(h.Closed) != 1 || h.Any || h.IsZero() {
		t.Errorf("%+v", h)
	}
}

func TestBadHoursAreRefused(t *testing.T) {
	for _, source := range []string{
		`"always"`, `7`, `[]`, `{"de":{"mon":"09:00-18:00"}}`, `{"DE":"09:00"}`, `{"DE":{"monday":"09:00-18:00"}}`,
		`{"DE":{"mon":"9:00-18:00"}}`, `{"DE":{"mon":"18:00-09:00"}}`, `{"DE":{"mon":"09:05-18:00"}}`, `{"DE":{"mon":"09:00-25:00"}}`,
		`{"DE":{"mon":""}}`, `{"closed":["25.12.2026"]}`, `{"closed":"2026-12-25"}`, `{"DE":{"mon":"09:60-18:00"}}`,
	} {
		var h Hours
		if json.Unmarshal([]byte(source), &h) == nil {
			t.Errorf("%s is accepted", source)
		}
	}
}
