package intake

import (
	"net/http"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/hours"
)

// callTimeAhead is the maximum time ahead for which a visitor may choose a
// call.
const callTimeAhead = 7 * 24 * time.Hour

// readCallTime parses the time that the visitor chose. It is in the visitor's
// local time and must be within the hours of calls. A time that ended less than
// hours.Grace ago means as soon as possible.
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
