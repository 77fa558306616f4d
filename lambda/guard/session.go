package guard

import (
	"context"
	"time"

	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/proof"
)

// sessionsAnHour is how many challenges a network (an IPv4 /24 or an IPv6 /48)
// gets an hour. A page asks for one when a visitor first touches the form.
const sessionsAnHour = 600

// Session implements intake.Guard: the challenge of a form, in how many
// seconds its proof can be sent at the earliest, and in how many it is stale.
// It is nil where no form is named, where no key can be read, and for a network
// that has had its challenges; the visitor then sends without a proof.
func (g *Guard) Session(ctx context.Context, v intake.Attempt) map[string]any {
	if v.Form == nil {
		return nil
	}
	key, err := g.keys.Key(ctx, "challenge")
	if err != nil {
		return nil
	}
	full, err := g.ledger.Count(ctx, ledger.Window{Key: "session#" + v.Network, Length: time.Hour, Limit: sessionsAnHour})
	if err == nil && full >= 0 {
		return nil
	}
	return map[string]any{
		"challenge":  proof.Issue(key, scope(v), v.Now, g.bits(ctx, v)),
		"ready_in":   int64(minAge(v.Form.Guard) / time.Second),
		"expires_in": int64(Lifetime / time.Second),
	}
}
