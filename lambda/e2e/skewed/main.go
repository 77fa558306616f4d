// Command skewed is the intake function with a clock that is wrong by CLOCK_SKEW,
// such as "1500ms". It is only for tests.
package main

import (
	"errors"
	"os"
	"time"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/wire"
)

func main() {
	wire.Start(func(p wire.Parts) (any, error) {
		skew, err := time.ParseDuration(os.Getenv("CLOCK_SKEW"))
		set, setErr := forms.Embedded()
		now := func() time.Time { return time.Now().Add(skew) }
		p.Ledger.Now = now
		return intake.New(intake.Config{
			Forms:      func() *forms.Set { return set },
			Contacts:   p.Thoughtly,
			Ledger:     p.Ledger,
			Queue:      p.Queue,
			Keys:       p.Credentials,
			Review:     p.Review,
			Unguarded:  p.Unguarded,
			AnyHour:    p.AnyHour,
			OwnOrigins: p.Origins,
			RPM:        p.ThoughtlyRPM,
			Now:        now,
			Log:        p.Log,
			Metrics:    p.Metrics,
		}).Handle, errors.Join(err, setErr)
	})
}
