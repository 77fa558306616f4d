// Command delivery is the Lambda function that delivers the leads in the queue to
// Thoughtly.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"thoughtlyform/lambda/config"
	"thoughtlyform/lambda/delivery"
	"thoughtlyform/lambda/wire"
)

func main() {
	log := slog.New(lambdacontext.NewLogHandler())
	c, err := config.Read(os.Getenv)
	if err != nil {
		log.Error("environment", "error", err)
		os.Exit(1)
	}
	// Built in the INIT phase; see intake.
	lambda.Start(build(c, log).Handle)
}

func build(c config.Config, log *slog.Logger) *delivery.Handler {
	parts, err := wire.Connect(context.Background(), c, log)
	if err != nil {
		log.Error("start", "error", err)
		os.Exit(1)
	}
	parts.AwaitSecret()
	return delivery.New(delivery.Config{
		Contacts: parts.Thoughtly,
		Ledger:   parts.Ledger,
		Queue:    parts.Queue,
		Review:   parts.Review,
		RPM:      c.ThoughtlyRPM,
		Log:      log,
		Metrics:  parts.Metrics,
	})
}
