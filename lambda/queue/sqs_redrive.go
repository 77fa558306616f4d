package queue

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Redrive puts the dead letters back into the queue and returns how many they
// were. Each is sent before it is deleted, so a redrive that breaks off loses
// none; delivery knows by the ledger what was made already.
func (q *SQS) Redrive(ctx context.Context) (int, error) {
	for n := 0; ; {
		out, err := q.API.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &q.DeadURL, MaxNumberOfMessages: 10, VisibilityTimeout: 60, WaitTimeSeconds: 1,
		})
		if err != nil {
			return n, wrap("redrive", err)
		}
		if len(out.Messages) == 0 {
			return n, nil
		}
		for _, m := range out.Messages {
			if _, err := q.API.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: m.Body}); err != nil {
				return n, wrap("redrive", err)
			}
			if _, err := q.API.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.DeadURL, ReceiptHandle: m.ReceiptHandle}); err != nil {
				return n, wrap("redrive", err)
			}
			n++
		}
	}
}
