// Command intake is the Lambda function that serves the forms and accepts their
// submissions.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"thoughtlyform/forms"
	"thoughtlyform/lambda/config"
	"thoughtlyform/lambda/guard"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/wire"
)

func main() {
	log := slog.New(lambdacontext.NewLogHandler())
	c, err := config.Read(os.Getenv)
	if err != nil {
		log.Error("environment", "error", err)
		os.Exit(1)
	}
	// Everything is built here, in the INIT phase, and not at the first event:
	// Lambda runs INIT at full speed, and can freeze goroutines after Start.
	lambda.Start(build(c, log).Handle)
}

func build(c config.Config, log *slog.Logger) *intake.Handler {
	parts, err := wire.Connect(context.Background(), c, log)
	if err != nil {
		log.Error("start", "error", err)
		os.Exit(1)
	}
	set, err := forms.Embedded()
	if err != nil {
		log.Error("forms", "error", err)
		os.Exit(1)
	}
	parts.AwaitSecret()
	return intake.New(intake.Config{
		Forms:         func() *forms.Set { return set },
		Contacts:      parts.Thoughtly,
		Ledger:        parts.Ledger,
		Queue:         parts.Queue,
		Review:        parts.Review,
		Keys:          parts.Credentials,
		Guard:         guard.New(parts.Ledger, parts.Credentials),
		Unguarded:     c.Unguarded,
		Ceilings:      intake.Ceilings(c.Ceilings),
		AnyHour:       c.AnyHour,
		OwnOrigins:    c.Origins,
		OriginSecrets: c.OriginSecrets,
		RPM:           c.ThoughtlyRPM,
		Log:           log,
		Metrics:       parts.Metrics,
	})
}
