// Command delivery is the function that makes the contacts that wait in the
// outbox.
package main

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
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
	handler := sync.OnceValue(func() *delivery.Handler { return build(c, log) })
	time.AfterFunc(wire.AfterPoll, func() { handler() })
	lambda.Start(func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
		return handler().Handle(ctx, e)
	})
}

func build(c config.Config, log *slog.Logger) *delivery.Handler {
	parts, err := wire.Connect(context.Background(), c, log)
	if err != nil {
		log.Error("start", "error", err)
		os.Exit(1)
	}
	return delivery.New(delivery.Config{
		Contacts: parts.Thoughtly,
		Ledger:   parts.Ledger,
		Queue:    parts.Queue,
		RPM:      c.ThoughtlyRPM,
		Log:      log,
		Metrics:  parts.Metrics,
	})
}
