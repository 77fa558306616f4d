package intake

import (
	"net/http"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/hours"
)

// callTimeAhead is how far ahead a visitor may choose a time.
const callTimeAhead = 7 * 24 * time.Hour

// readCallTime sets when the visitor wants to be called. The time is local to the
// visitor and checked by the rule of the call. A time that is over within hours.Grace
// is as soon as possible.
func (r *request) readCallTime(phone string) *problem {
	if r.sub.CallTime == "" {
		return nil
	}
	refused := &problem{status: http.StatusUnprocessableEntity, code: "call_time_invalid", field: forms.CallTimeField}
	callee := r.callee(phone)
	at, ok := hours.ReadWall(r.sub.CallTime, hours.Zone(callee), r.now)
	if !ok || at.Before(r.now.Add(-hours.Grace)) || at.After(r.now.Add(callTimeAhead)) {
		return refused
	}
	if !at.After(r.now) {
		return nil
	}
	if next, ok := hours.Next(callee, r.hours(), at); !ok || !next.Equal(at) {
		refused.code = "call_time_closed"
		return refused
	}
	r.notBefore = at.UTC()
	return nil
}
