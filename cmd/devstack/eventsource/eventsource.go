// Package eventsource replaces Lambda's event source mapping of an SQS queue: it
// receives messages in batches, invokes a function with each batch, and deletes
// the messages that the function did not report as failed. It must not know what
// the messages contain.
//
// It follows "Using Lambda with Amazon SQS" and "Handling errors for an SQS event
// source" of the Lambda documentation.
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
	// Receive waits a short time for messages, and returns up to max of them, or
	// none. The queue hides them for visibility.
	Receive(ctx context.Context, max int, visibility time.Duration) ([]events.SQSMessage, error)
	// Delete deletes a received message by its receipt handle.
	Delete(ctx context.Context, receipt string) error
}

// Function is a Lambda function for SQS events that reports failed messages
// (ReportBatchItemFailures).
type Function func(context.Context, events.SQSEvent) (events.SQSEventResponse, error)

// Mapping is an event source mapping.
type Mapping struct {
	Source       Source
	Function     Function
	Batch        int           // most messages in an invocation; default 10
	Concurrency  int           // MaximumConcurrency; default 2
	FunctionTime time.Duration // the function's time limit; default 30 s
	Visibility   time.Duration // the queue's visibility timeout; default six times FunctionTime
	Retry        time.Duration // pause after an error of the queue or the function; default 1 s
	Log          *slog.Logger  // default slog.Default
}

// Run polls until the context ends, and then waits for running invocations.
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
					m.Log.Warn("a batch from the queue failed", "error", err)
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

// once receives a batch and invokes the function with it, unless it is empty.
func (m Mapping) once(ctx context.Context) error {
	batch, err := m.Source.Receive(ctx, m.Batch, m.Visibility)
	if err != nil {
		return fmt.Errorf("receive: %w", err)
	}
	if len(batch) == 0 {
		return nil
	}
	// When polling ends, the function still finishes and its messages are deleted.
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

// succeeded returns the batch without the messages that the function reports as
// failed. As in Lambda, an unknown or empty id fails the whole batch.
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
