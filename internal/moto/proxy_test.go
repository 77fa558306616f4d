//go:build integration

package moto_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"thoughtlyform/internal/awstest"
	"thoughtlyform/internal/moto"
)

// The test sends and deletes with several clients at once, and checks that no
// message is lost and that no deleted message is delivered again.
func TestQueueKeepsMessagesUnderConcurrency(t *testing.T) {
	awstest.StartMoto(t)
	settings := awstest.Config(t)
	r, err := moto.Provision(t.Context(), settings, "concurrent", "{}")
	if err != nil {
		t.Fatal(err)
	}
	api := sqs.NewFromConfig(settings)
	const waiting, senders, each = 200, 4, 50
	send := func(body string) {
		if _, err := api.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &r.QueueURL, MessageBody: &body}); err != nil {
			t.Errorf("send: %v", err)
		}
	}
	// receive receives messages until a poll returns none.
	var mu sync.Mutex
	received := map[string]int{}
	receive := func(wait int32) {
		for {
			out, err := api.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &r.QueueURL, MaxNumberOfMessages: 10, WaitTimeSeconds: wait})
			if err != nil {
				t.Errorf("receive: %v", err)
				return
			}
			if len(out.Messages) == 0 {
				return
			}
			for _, m := range out.Messages {
				mu.Lock()
				received[aws.ToString(m.Body)]++
				mu.Unlock()
				if _, err := api.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &r.QueueURL, ReceiptHandle: m.ReceiptHandle}); err != nil {
					t.Errorf("delete: %v", err)
				}
			}
		}
	}
	for n := range waiting {
		send(fmt.Sprintf("waiting %d", n)) // a delete copies these
	}
	var all sync.WaitGroup
	for s := range senders {
		all.Go(func() {
			for n := range each {
				send(fmt.Sprintf("sent %d %d", s, n))
			}
		})
		all.Go(func() { receive(0) })
	}
	all.Wait()
	receive(1)
	lost, repeated := 0, 0
	count := func(body string) {
		switch received[body] {
		case 0:
			lost++
		case 1:
		default:
			repeated++
		}
	}
	for n := range waiting {
		count(fmt.Sprintf("waiting %d", n))
	}
	for s := range senders {
		for n := range each {
			count(fmt.Sprintf("sent %d %d", s, n))
		}
	}
	if lost > 0 || repeated > 0 {
		t.Errorf("of %d messages %d are lost and %d were delivered more than once", waiting+senders*each, lost, repeated)
	}
}

// The test checks that a failed transaction reverts its writes to existing and new
// items.
func TestTransactionsAreWholeOrNothing(t *testing.T) {
	awstest.StartMoto(t)
	settings := awstest.Config(t)
	r, err := moto.Provision(t.Context(), settings, "transactions", "{}")
	if err != nil {
		t.Fatal(err)
	}
	api := dynamodb.NewFromConfig(settings)
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	key := func(sk string) map[string]types.AttributeValue {
		return map[string]types.AttributeValue{"pk": text("one"), "sk": text(sk)}
	}
	set := func(sk, value, condition string) types.TransactWriteItem {
		u := &types.Update{
			TableName: &r.TableName, Key: key(sk), UpdateExpression: aws.String("SET outcome = :value"),
			ExpressionAttributeValues: map[string]types.AttributeValue{":value": text(value)},
		}
		if condition != "" {
			u.ConditionExpression = &condition
		}
		return types.TransactWriteItem{Update: u}
	}
	write := func(items ...types.TransactWriteItem) error {
		_, err := api.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: items})
		return err
	}
	if err := write(set("old", "before", "")); err != nil {
		t.Fatal(err)
	}
	if err := write(set("old", "after", ""), set("new", "after", ""), set("none", "after", "attribute_exists(pk)")); err == nil {
		t.Error("a transaction with a false condition succeeded")
	}
	put := types.TransactWriteItem{Put: &types.Put{TableName: &r.TableName, Item: map[string]types.AttributeValue{
		"pk": text("one"), "sk": text("put"), "outcome": text("after"),
	}}}
	remove := types.TransactWriteItem{Delete: &types.Delete{TableName: &r.TableName, Key: key("old")}}
	if err := write(put, remove, set("none", "after", "attribute_exists(pk)")); err == nil {
		t.Error("a transaction with a false condition succeeded")
	}
	for sk, want := range map[string]string{"old": "before", "new": "", "put": "", "none": ""} {
		out, err := api.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &r.TableName, Key: key(sk)})
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		if s, ok := out.Item["outcome"].(*types.AttributeValueMemberS); ok {
			found = s.Value
		}
		if found != want {
			t.Errorf("item %s has %q after the failed transaction, want %q", sk, found, want)
		}
	}
}
