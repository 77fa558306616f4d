// Command skewed is the intake function with a clock that is wrong by CLOCK_SKEW,
// such as "1500ms". It is only for tests.
package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/config"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/wire"
)

func main() {
	log := slog.New(lambdacontext.NewLogHandler())
	fail := func(err error) {
		if err != nil {
			log.Error("start", "error", err)
			os.Exit(1)
		}
	}
	skew, err := time.ParseDuration(os.Getenv("CLOCK_SKEW"))
	fail(err)
	c, err := config.Read(os.Getenv)
	fail(err)
	parts, err := wire.Connect(context.Background(), c, log)
	fail(err)
	set, err := forms.Embedded()
	fail(err)
	now := func() time.Time { return time.Now().Add(skew) }
	parts.Ledger.Now = now
	lambda.Start(intake.New(intake.Config{
		Forms:      func() *forms.Set { return set },
		Contacts:   parts.Thoughtly,
		Ledger:     parts.Ledger,
		Queue:      parts.Queue,
		Keys:       parts.Credentials,
		Review:     parts.Review,
		Unguarded:  c.Unguarded,
		AnyHour:    c.AnyHour,
		OwnOrigins: c.Origins,
		RPM:        c.ThoughtlyRPM,
		Now:        now,
		Log:        log,
		Metrics:    parts.Metrics,
	}).Handle)
}
