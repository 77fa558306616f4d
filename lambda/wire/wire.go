// Package wire connects what both functions need to the services that the
// environment names. It must not decide anything.
package wire

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
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

// Parts are a function's connections.
type Parts struct {
	Credentials *credentials.Source
	Thoughtly   *thoughtly.Client
	Ledger      *ledger.Dynamo
	Queue       *queue.SQS
	Review      *queue.SQS
	Metrics     *metrics.Sink
}

// awsTries bounds the SDK's own retries: what is out of reach is to fail while
// there is still time to do without it.
const awsTries = 2

// Connect makes the clients and begins to read the secret. It makes no other
// call, and does not wait for that one.
func Connect(ctx context.Context, c config.Config, log *slog.Logger) (Parts, error) {
	settings, err := awsconfig.LoadDefaultConfig(ctx, awsconfig.WithRetryMaxAttempts(awsTries))
	if err != nil {
		return Parts{}, fmt.Errorf("wire: %w", err)
	}
	return New(settings, c, log), nil
}

// New is Connect with the AWS settings given.
func New(settings aws.Config, c config.Config, log *slog.Logger) Parts {
	p := Parts{Metrics: metrics.New(os.Stdout, c.Stack)}
	p.Credentials = &credentials.Source{
		API: secretsmanager.NewFromConfig(settings), SecretID: c.SecretID, Timeout: c.StorageTimeout,
		Failed: func(err error) {
			log.Error("secret out of reach", "error", err)
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
	return p
}

// AwaitSecret waits until the secret that Connect asked for is here or the
// attempt has failed, two seconds at most. The function starts without it too:
// it is asked for again when it is needed.
func (p *Parts) AwaitSecret() { _, _ = p.Credentials.Get(context.Background()) }

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
