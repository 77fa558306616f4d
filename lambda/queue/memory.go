package queue

import (
	"context"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// Memory is a queue within one process, for development and tests. The zero
// value is ready for use.
type Memory struct {
	mu      sync.Mutex
	last    int // the last id or receipt in use
	waiting []*memoryMessage
	dead    []events.SQSMessage
	arrived chan struct{} // closed and replaced when a message comes in
}

type memoryMessage struct {
	id       string
	body     string
	sent     time.Time
	receipt  string
	received int
	visible  time.Time
}

var (
	_ Sender   = (*Memory)(nil)
	_ Consumer = (*Memory)(nil)
	_ Source   = (*Memory)(nil)
)

// Send implements Sender.
func (q *Memory) Send(_ context.Context, m Message) error {
	body, err := m.Encode()
	if err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, &memoryMessage{id: "m" + q.next(), body: body, sent: time.Now(), visible: time.Now().Add(min(m.After, MaxAfter))})
	if q.arrived != nil {
		close(q.arrived)
		q.arrived = nil
	}
	return nil
}

// receiveWait is the time that Receive waits for a first message.
const receiveWait = time.Second

// Receive implements Source.
func (q *Memory) Receive(ctx context.Context, max int, visibility time.Duration) ([]events.SQSMessage, error) {
	timer := time.NewTimer(receiveWait)
	defer timer.Stop()
	for {
		list, next, arrived := q.take(max, visibility)
		if len(list) > 0 {
			return list, nil
		}
		soon := time.NewTimer(next)
		select {
		case <-ctx.Done():
			soon.Stop()
			return nil, ctx.Err()
		case <-timer.C:
			soon.Stop()
			return nil, nil
		case <-soon.C:
		case <-arrived:
			soon.Stop()
		}
	}
}

// take receives the visible messages; if there are none, next is the time at
// which one may be visible.
func (q *Memory) take(max int, visibility time.Duration) (list []events.SQSMessage, next time.Duration, arrived <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	next = receiveWait
	for _, m := range q.waiting {
		if wait := m.visible.Sub(now); wait > 0 {
			next = min(next, wait)
			continue
		}
		if len(list) == max {
			break
		}
		m.receipt = "r" + q.next()
		m.received++
		m.visible = now.Add(visibility)
		list = append(list, events.SQSMessage{
			MessageId: m.id, ReceiptHandle: m.receipt, Body: m.body,
			Attributes: map[string]string{
				"ApproximateReceiveCount": strconv.Itoa(m.received),
				"SentTimestamp":           strconv.FormatInt(m.sent.UnixMilli(), 10),
			},
		})
	}
	if q.arrived == nil {
		q.arrived = make(chan struct{})
	}
	return list, next, q.arrived
}

// Delete implements Source. As with SQS, an unknown receipt is no error.
func (q *Memory) Delete(_ context.Context, receipt string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.remove(receipt)
	return nil
}

// Defer implements Consumer.
func (q *Memory) Defer(_ context.Context, receipt string, d time.Duration) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := q.find(receipt); i >= 0 {
		q.waiting[i].visible = time.Now().Add(d)
	}
	return nil
}

// Hold implements Consumer.
func (q *Memory) Hold(ctx context.Context, m events.SQSMessage, d time.Duration) error {
	return q.Defer(ctx, m.ReceiptHandle, d)
}

// DeadLetter implements Consumer.
func (q *Memory) DeadLetter(_ context.Context, m events.SQSMessage, reason string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	m.MessageAttributes = maps.Clone(m.MessageAttributes)
	if m.MessageAttributes == nil {
		m.MessageAttributes = map[string]events.SQSMessageAttribute{}
	}
	m.MessageAttributes[Reason] = events.SQSMessageAttribute{DataType: "String", StringValue: &reason}
	q.dead = append(q.dead, m)
	q.remove(m.ReceiptHandle)
	return nil
}

// Dead returns the dead-lettered messages.
func (q *Memory) Dead() []events.SQSMessage {
	q.mu.Lock()
	defer q.mu.Unlock()
	return append([]events.SQSMessage(nil), q.dead...)
}

// Redrive moves the dead-lettered messages back and returns their number.
func (q *Memory) Redrive(context.Context) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := len(q.dead)
	for _, m := range q.dead {
		q.waiting = append(q.waiting, &memoryMessage{id: "m" + q.next(), body: m.Body, sent: time.Now()})
	}
	q.dead = nil
	return n, nil
}

// Depth returns the number of waiting messages.
func (q *Memory) Depth(context.Context) (Depth, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	d := Depth{Dead: len(q.dead)}
	for _, m := range q.waiting {
		if m.visible.After(time.Now()) {
			d.Hidden++
		} else {
			d.Waiting++
		}
	}
	return d, nil
}

func (q *Memory) next() string {
	q.last++
	return strconv.Itoa(q.last)
}

func (q *Memory) find(receipt string) int {
	for i, m := range q.waiting {
		if m.receipt == receipt && receipt != "" {
			return i
		}
	}
	return -1
}

func (q *Memory) remove(receipt string) {
	if i := q.find(receipt); i >= 0 {
		q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
	}
}
