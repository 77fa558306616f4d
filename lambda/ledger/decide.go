package ledger

import "time"

// decideClaim decides what a claim meets in a record that has not expired. Dynamo's
// condition says the same to the database; a record that it sends back is
// judged here for the reason.
func decideClaim(c Claim, payload, owner string, lease time.Time, answer Answer, now time.Time) Record {
	switch {
	case owner == c.Owner:
		// A retry inside the client library meets its own first write.
		return Record{State: Won}
	case payload != c.Payload:
		return Record{State: Conflict}
	case answer.Status == Created, answer.Status != "" && !c.Queued:
		return Record{State: Answered, Answer: answer}
	case !lease.Add(LeaseGrace).Before(now):
		return Record{State: InFlight, Lease: lease}
	}
	return Record{State: Won, Inherited: lease.UnixMilli() > 0}
}

// answer is what a submission's sender is told while c works on it. Of a
// queued lead that is known; otherwise there is none yet.
func (c Claim) answer() Answer {
	if c.Queued {
		return Answer{Status: Queued}
	}
	return Answer{}
}

// next is the pacer's step, the generic cell rate algorithm (ITU-T I.371): at
// is the time at which the bucket is full again. A caller may go when that is
// no more than Burst-1 intervals away.
func (p Pace) next(at, now time.Time) (time.Time, time.Duration) {
	if at.Before(now) {
		at = now
	}
	wait := at.Sub(now) - time.Duration(max(p.Burst, 1)-1)*p.Every
	return at.Add(p.Every), max(wait, 0)
}
