// Package wireintake configures intake with a function's parts. It is not in
// package wire, so that delivery does not link intake and the forms.
package wireintake

import (
	"thoughtlyform/forms"
	"thoughtlyform/lambda/guard"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/wire"
)

// Config returns intake's configuration, with the embedded forms.
func Config(p wire.Parts) (intake.Config, error) {
	set, err := forms.Embedded()
	return intake.Config{
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
	}, err
}
