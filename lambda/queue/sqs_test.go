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
	// moto has no clock that could be turned, so its time is waited for.
	queuetest.Run(t, &queue.SQS{API: sqs.NewFromConfig(settings), URL: r.QueueURL, DeadURL: r.DeadURL, Timeout: 30 * time.Second}, time.Sleep)
}

func TestSQSOutOfReach(t *testing.T) {
	server := awstest.StartMoto(t)
	settings := awstest.Config(t)
	server.Close()
	q := &queue.SQS{API: sqs.NewFromConfig(settings), URL: server.URL + "/1/q", Timeout: 300 * time.Millisecond}
	began := time.Now()
	if err := q.Send(t.Context(), queue.Message{}); err == nil {
		t.Error("a message was sent to nowhere")
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}
