//go:build integration

package queue_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"thoughtlyform/internal/awstest"
	"thoughtlyform/internal/moto"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/queue/queuetest"
)

func TestSQS(t *testing.T) {
	awstest.StartMoto(t)
	settings := awstest.Config(t)
	r, err := moto.Provision(t.Context(), settings, "outbox", "{}")
	if err != nil {
		t.Fatal(err)
	}
	// moto has no settable clock, so the test waits in real time.
	queuetest.Run(t, &queue.SQS{API: sqs.NewFromConfig(settings), URL: r.QueueURL, DeadURL: r.DeadURL, Timeout: 30 * time.Second}, time.Sleep)
}

// Without the time limit the request, and so the test, would wait forever.
func TestUnreachableSQS(t *testing.T) {
	q := &queue.SQS{API: sqs.NewFromConfig(awstest.Silence(t)), URL: "http://queue.example/1/q", Timeout: 300 * time.Millisecond}
	if err := q.Send(t.Context(), queue.Message{}); err == nil {
		t.Error("Send returned no error")
	}
}
