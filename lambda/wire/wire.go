// Package wire reads a function's environment, creates the clients that both
// functions use, and starts the function. It must not decide anything.
package wire

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"thoughtlyform/lambda/config"
	"thoughtlyform/lambda/credentials"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/metrics"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
)

// Parts are a function's settings, log and clients.
type Parts struct {
	config.Config
	Log         *slog.Logger
	Credentials *credentials.Source
	Thoughtly   *thoughtly.Client
	Ledger      *ledger.Dynamo
	Queue       *queue.SQS
	Review      *queue.SQS
	Metrics     *metrics.Sink
}

// Start runs a function whose handler build returns. It ends the process if the
// environment or the result of build is an error.
//
// Everything is built in the INIT phase, and not at the first event: Lambda runs
// INIT at full speed, and can freeze goroutines after it.
func Start(build func(Parts) (handler any, err error)) {
	log := slog.New(lambdacontext.NewLogHandler())
	c, err := config.Read(os.Getenv)
	if err != nil {
		log.Error("environment", "error", err)
		os.Exit(1)
	}
	parts, err := connect(context.Background(), c, log)
	var handler any
	if err == nil {
		handler, err = build(parts)
	}
	if err != nil {
		log.Error("start", "error", err)
		os.Exit(1)
	}
	parts.awaitSecret()
	lambda.Start(handler)
}

// awsTries limits the SDK's attempts, so that a request to an unreachable service
// fails while there is still time for a fallback.
const awsTries = 2

// connect creates the clients and starts reading the secret. It sends no other
// request, and does not wait for the secret.
func connect(ctx context.Context, c config.Config, log *slog.Logger) (Parts, error) {
	settings, err := awsconfig.LoadDefaultConfig(ctx, awsconfig.WithRetryMaxAttempts(awsTries))
	if err != nil {
		return Parts{}, fmt.Errorf("wire: %w", err)
	}
	p := Parts{Config: c, Log: log, Metrics: metrics.New(os.Stdout, c.Stack)}
	p.Credentials = &credentials.Source{
		API: secretsmanager.NewFromConfig(settings), SecretID: c.SecretID, Timeout: c.StorageTimeout,
		Failed: func(err error) {
			log.Error("secret unreachable", "error", err)
			p.Metrics.Emit(metrics.Count("SecretFailures"))
		},
	}
	p.Credentials.Prefetch()
	p.Thoughtly = &thoughtly.Client{
		URL: c.ThoughtlyURL, Credentials: p.Credentials, HTTP: thoughtly.NewHTTP(), Timeout: c.ThoughtlyTimeout,
		Observe: func(a thoughtly.Attempt) { p.Metrics.Emit(attemptMetrics(a)...) },
	}
	p.Ledger = &ledger.Dynamo{
		API: dynamodb.NewFromConfig(settings), Table: c.TableName, EvidenceTable: c.EvidenceTable, ConsentFor: c.ConsentFor, Timeout: c.StorageTimeout,
	}
	p.Thoughtly.Repeat = func(ctx context.Context) bool {
		_, ok, err := p.Ledger.Take(ctx, ledger.ThoughtlyPace(c.ThoughtlyRPM, ledger.Backlog))
		return ok && err == nil
	}
	p.Queue = &queue.SQS{API: sqs.NewFromConfig(settings), URL: c.QueueURL, DeadURL: c.DeadURL, Timeout: c.StorageTimeout}
	p.Review = &queue.SQS{API: p.Queue.API, URL: c.ReviewURL, Timeout: c.StorageTimeout}
	return p, nil
}

// awaitSecret waits until the read of the secret has ended, at most two seconds. If
// it failed, the function starts without the secret and reads it when it is needed.
func (p *Parts) awaitSecret() { _, _ = p.Credentials.Get(context.Background()) }

func attemptMetrics(a thoughtly.Attempt) []metrics.Metric {
	list := []metrics.Metric{metrics.Duration("UpstreamTime", a.Took)}
	if a.Number > 1 {
		list = append(list, metrics.Count("Retries"))
	}
	if a.Err != nil {
		kind := a.Err.Kind.String()
		if a.Err.Status == http.StatusTooManyRequests {
			kind = "rate_limited"
		}
		list = append(list, metrics.Count("UpstreamFailures").By("Kind", kind))
	}
	return list
}
