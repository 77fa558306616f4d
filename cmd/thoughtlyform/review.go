package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"thoughtlyform/lambda/queue"
	"thoughtlyform/shared/phone"
)

// reviewHides is the visibility timeout of held leads during a review. A message
// older than renewAfter is sent again, since SQS deletes messages after 14 days.
const (
	reviewHides = 5 * time.Minute
	renewAfter  = 7 * 24 * time.Hour
)

// reviewKeys are the kinds of keys, in display order.
var reviewKeys = []string{"reason", "hour", "country", "range", "network"}

// review counts the held leads by keys that identify no person, or moves those
// that match t.allow to the queue, or deletes those that match t.drop.
func review(ctx context.Context, t *task) error {
	if t.allow != "" && t.drop != "" {
		return errors.New("give ALLOW or DROP, not both")
	}
	wanted, err := parseKeys(t.allow + t.drop)
	if err != nil {
		return err
	}
	verb, done := "", "count the leads that wait for review"
	switch {
	case t.allow != "":
		verb, done = "released", "release the held leads that match "+t.allow
	case t.drop != "":
		verb, done = "dropped", "drop the held leads that match "+t.drop
	}
	if t.dry {
		t.say("%s, of %s", done, t.env.stack)
		return nil
	}
	cfg, s, err := t.connect(ctx, "ReviewUrl", "QueueUrl")
	if err != nil {
		return err
	}
	r := &reviewer{api: sqs.NewFromConfig(cfg), held: s.outputs["ReviewUrl"], queue: s.outputs["QueueUrl"]}
	counts, matched, total := map[string]int{}, 0, 0
	err = r.each(ctx, func(m types.Message) (keep bool, err error) {
		keys, err := keysOf(m)
		if err != nil {
			return true, fmt.Errorf("message %s: %w", *m.MessageId, err)
		}
		total++
		match := verb != "" && matches(keys, wanted)
		if match {
			matched++
		} else {
			for kind, value := range keys {
				counts[kind+"="+value]++
			}
		}
		switch {
		case match && t.allow != "":
			return false, r.send(ctx, r.queue, m)
		case !match && sentBefore(m, time.Now().Add(-renewAfter)):
			return false, r.send(ctx, r.held, m)
		}
		return !match, nil
	})
	if err != nil {
		return fmt.Errorf("after %d: %w", matched, err)
	}
	if verb != "" {
		t.say("%s  %d\nleft  %d", verb, matched, total-matched)
		return nil
	}
	t.say("held for review  %d", total)
	for _, kind := range reviewKeys {
		var lines []string
		for key, n := range counts {
			if strings.HasPrefix(key, kind+"=") {
				lines = append(lines, fmt.Sprintf("%8d  %s", n, key))
			}
		}
		sort.Sort(sort.Reverse(sort.StringSlice(lines)))
		for _, line := range lines {
			t.say("%s", line)
		}
	}
	return nil
}

// reviewer reads the review queue and sends messages.
type reviewer struct {
	api         *sqs.Client
	held, queue string // URLs
}

// each calls visit once for every message in the review queue. It deletes a
// message that is not kept, and makes the kept ones visible again at the end.
func (r *reviewer) each(ctx context.Context, visit func(types.Message) (keep bool, err error)) error {
	var kept []types.Message
	defer func() {
		for _, m := range kept {
			_, _ = r.api.ChangeMessageVisibility(context.WithoutCancel(ctx), &sqs.ChangeMessageVisibilityInput{
				QueueUrl: &r.held, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 0,
			}) // if this fails, the message is visible after reviewHides
		}
	}()
	seen := map[string]bool{}
	for {
		out, err := r.api.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &r.held, MaxNumberOfMessages: 10, VisibilityTimeout: int32(reviewHides / time.Second), WaitTimeSeconds: 1,
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
		})
		if err != nil {
			return err
		}
		fresh := 0
		for _, m := range out.Messages {
			if seen[*m.MessageId] {
				kept = append(kept, m)
				continue
			}
			seen[*m.MessageId] = true
			fresh++
			keep, err := visit(m)
			if err != nil || keep {
				kept = append(kept, m)
			}
			if err != nil {
				return err
			}
			if keep {
				continue
			}
			if _, err := r.api.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &r.held, ReceiptHandle: m.ReceiptHandle}); err != nil {
				return err
			}
		}
		if fresh == 0 {
			return nil
		}
	}
}

func (r *reviewer) send(ctx context.Context, url string, m types.Message) error {
	_, err := r.api.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &url, MessageBody: m.Body})
	return err
}

// sentBefore reports whether a message was sent before a time.
func sentBefore(m types.Message, t time.Time) bool {
	var millis int64
	_, err := fmt.Sscan(m.Attributes[string(types.MessageSystemAttributeNameSentTimestamp)], &millis)
	return err == nil && time.UnixMilli(millis).Before(t)
}

// keysOf returns a held lead's keys by kind.
func keysOf(m types.Message) (map[string]string, error) {
	var lead queue.Message
	if err := json.Unmarshal([]byte(*m.Body), &lead); err != nil {
		return nil, errors.New("is not a lead in JSON")
	}
	number, err := phone.Parse(lead.Contact.PhoneNumber, "")
	if err != nil {
		return nil, errors.New("has no phone number")
	}
	e164 := number.E164()
	keys := map[string]string{
		"hour":    lead.Accepted.UTC().Format("2006-01-02T15"),
		"country": number.Region().String(),
		"range":   e164[:max(len(e164)-4, 0)],
	}
	if lead.Review != nil {
		keys["reason"], keys["network"] = lead.Review.Reason, lead.Review.Network
	}
	return keys, nil
}

// parseKeys reads kind=value pairs separated by commas, or "all".
func parseKeys(text string) (map[string]string, error) {
	keys := map[string]string{}
	if text == "" || text == "all" {
		return keys, nil
	}
	for pair := range strings.SplitSeq(text, ",") {
		kind, value, ok := strings.Cut(pair, "=")
		if !ok || !strings.Contains(" "+strings.Join(reviewKeys, " ")+" ", " "+kind+" ") {
			return nil, fmt.Errorf("%q is not a key such as country=US; the kinds are %s", pair, strings.Join(reviewKeys, ", "))
		}
		keys[kind] = value
	}
	return keys, nil
}

func matches(keys, wanted map[string]string) bool {
	for kind, value := range wanted {
		if keys[kind] != value {
			return false
		}
	}
	return true
}
