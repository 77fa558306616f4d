package guard

import (
	"context"
	"crypto/rand"
	"time"

	"thoughtlyform/lambda/intake"
	"thoughtlyform/shared/challenge"
)

// Session implements intake.Guard: the challenge of a form, in how many
// seconds its proof can be sent at the earliest, and in how many it is stale.
// It is nil where no form is named or no key can be had; the visitor then
// sends without a proof.
func (g *Guard) Session(ctx context.Context, v intake.Attempt) map[string]any {
	if v.Form == nil {
		return nil
	}
	key, err := g.key(ctx)
	if err != nil {
		return nil
	}
	var salt [challenge.SaltLen]byte
	_, _ = rand.Read(salt[:]) // never fails, by its documentation
	difficulty := v.Form.Guard.Difficulty
	if difficulty == 0 {
		difficulty = DefaultDifficulty
	}
	difficulty += g.load.bits(v)
	return map[string]any{
		"challenge":  string(challenge.Append(nil, key, v.Form.ID, v.Now.Unix(), difficulty, &salt)),
		"ready_in":   minSeconds(v.Form.Guard),
		"expires_in": int64(Lifetime / time.Second),
	}
}
