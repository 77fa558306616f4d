package guard

import (
	"context"
	"time"

	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/proof"
)

// sessionsAnHour is the most challenges that a network (an IPv4 /24 or an IPv6
// /48) gets in an hour. A page requests one at the visitor's first touch of the
// form.
const sessionsAnHour = 600

// Session implements intake.Guard. It returns a challenge for the form, the
// seconds until its proof can be sent (ready_in), and the seconds until it expires
// (expires_in). It returns nil if there is no form, if the key cannot be read, and
// if the network has used its sessionsAnHour; the browser then sends no proof.
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
