package main

import (
	"context"
	"time"

	"thoughtlyform/cmd/devstack/eventsource"
	"thoughtlyform/lambda/delivery"
)

// The delivery function's limits, as in template.yaml.
const (
	deliveryTime       = time.Minute
	deliveryVisibility = 6 * deliveryTime
	deliveryAtOnce     = 2
)

// deliver starts the delivery handler on the queue. It stops when the context
// ends.
func (s *stack) deliver(ctx context.Context, p parts) {
	h := delivery.New(delivery.Config{
		Contacts: p.contacts,
		Ledger:   p.ledger,
		Queue:    p.queue,
		Review:   p.review,
		RPM:      s.rpm,
		Now:      s.now,
		Log:      s.log,
	})
	mapping := eventsource.Mapping{
		Source:       p.queue,
		Function:     h.Handle,
		Concurrency:  deliveryAtOnce,
		FunctionTime: deliveryTime,
		Visibility:   deliveryVisibility,
		Log:          s.log,
	}
	s.work.Go(func() { mapping.Run(ctx) })
}
