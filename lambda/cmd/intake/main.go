// Command intake is the Lambda function that serves the forms and accepts their
// submissions.
package main

import (
	"thoughtlyform/forms"
	"thoughtlyform/lambda/guard"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/wire"
)

func main() {
	wire.Start(func(p wire.Parts) (any, error) {
		set, err := forms.Embedded()
		return intake.New(intake.Config{
			Forms:         func() *forms.Set { return set },
			Contacts:      p.Thoughtly,
			Ledger:        p.Ledger,
			Queue:         p.Queue,
			Review:        p.Review,
			Keys:          p.Credentials,
			Guard:         guard.New(p.Ledger, p.Credentials),
			Unguarded:     p.Unguarded,
			Ceilings:      intake.Ceilings(p.Ceilings),
			AnyHour:       p.AnyHour,
			OwnOrigins:    p.Origins,
			OriginSecrets: p.OriginSecrets,
			RPM:           p.ThoughtlyRPM,
			Log:           p.Log,
			Metrics:       p.Metrics,
		}).Handle, err
	})
}
