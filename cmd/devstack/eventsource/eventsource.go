// Package eventsource replaces Lambda's event source mapping of an SQS
// queue: it receives messages in batches, invokes a function with each batch,
// and deletes what the function did not report as failed. It must not know
// what the messages hold.
//
// What it does follows "Using Lambda with Amazon SQS" and "Handling errors for
// an SQS event source" of the Lambda documentation.
package eventsource

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// Source is the queue.
type Source interface {
	// Receive waits a little for messages and hides up to max of them for
	// visibility. It may return none.
	Receive(ctx context.Context, max int, visibility time.Duration) ([]events.SQSMessage, error)
	// Delete ends a received message.
	Delete(ctx context.Context, receipt string) error
}

// Function is a Lambda function for SQS events that reports what failed
// (ReportBatchItemFailures).
type Function func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)

// Mapping is an event source mapping.
type Mapping struct {
	Source       Source
	Function     Function
	Batch        int           // messages of an invocation, at most; 0 is 10
	Concurrency  int           // invocations at a time (MaximumConcurrency); 0 is 2
	FunctionTime time.Duration // the function's time limit; 0 is 30 s
	Visibility   time.Duration // the queue's; 0 is six times FunctionTime
	Retry        time.Duration // pause after the queue or the function failed; 0 is 1 s
	Log          *slog.Logger  // nil is slog.Default
}

// Run polls until the context ends, and lets the invocations under way finish.
func (m Mapping) Run(ctx context.Context) {
	if m.Batch == 0 {
		m.Batch = 10
	}
	if m.Concurrency == 0 {
		m.Concurrency = 2
	}
	if m.FunctionTime == 0 {
		m.FunctionTime = 30 * time.Second
	}
	if m.Visibility == 0 {
		m.Visibility = 6 * m.FunctionTime
	}
	if m.Retry == 0 {
		m.Retry = time.Second
	}
	if m.Log == nil {
		m.Log = slog.Default()
	}
	var pollers sync.WaitGroup
	for range m.Concurrency {
		pollers.Go(func() {
			for ctx.Err() == nil {
				if err := m.once(ctx); err != nil && ctx.Err() == nil {
					m.Log.Warn("a batch from the queue was not done", "error", err)
					select {
					case <-time.After(m.Retry):
					case <-ctx.Done():
					}
				}
			}
		})
	}
	pollers.Wait()
}

// once receives and hands over one batch, if there is any.
func (m Mapping) once(ctx context.Context) error {
	batch, err := m.Source.Receive(ctx, m.Batch, m.Visibility)
	if err != nil {
		return fmt.Errorf("receive: %w", err)
	}
	if len(batch) == 0 {
		return nil
	}
	// The end of polling does not stop the function, nor the deletion of what
	// it has done.
	ctx = context.WithoutCancel(ctx)
	run, cancel := context.WithTimeout(ctx, m.FunctionTime)
	answer, err := m.Function(run, events.SQSEvent{Records: batch})
	cancel()
	if err != nil {
		return fmt.Errorf("function: %w", err)
	}
	done, err := succeeded(batch, answer)
	if err != nil {
		return err
	}
	for _, message := range done {
		if err := m.Source.Delete(ctx, message.ReceiptHandle); err != nil {
			return fmt.Errorf("delete: %w", err)
		}
	}
	return nil
}

// succeeded returns the batch without what the function reports as failed. An
// unknown or empty id there fails the whole batch, as it does in Lambda.
func succeeded(batch []events.SQSMessage, answer events.SQSEventResponse) ([]events.SQSMessage, error) {
	failed := map[string]bool{}
	for _, f := range answer.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	var done []events.SQSMessage
	for _, message := range batch {
		if failed[message.MessageId] {
			delete(failed, message.MessageId)
			continue
		}
		done = append(done, message)
	}
	if len(failed) > 0 {
		return nil, fmt.Errorf("function: it reports %d messages that were not in its batch", len(failed))
	}
	return done, nil
}
