// Command delivery is the Lambda function that delivers the leads in the queue to
// Thoughtly.
package main

import (
	"thoughtlyform/lambda/delivery"
	"thoughtlyform/lambda/wire"
)

func main() {
	wire.Start(func(p wire.Parts) (any, error) {
		return delivery.New(delivery.Config{
			Contacts: p.Thoughtly,
			Ledger:   p.Ledger,
			Queue:    p.Queue,
			Review:   p.Review,
			RPM:      p.ThoughtlyRPM,
			Log:      p.Log,
			Metrics:  p.Metrics,
		}).Handle, nil
	})
}
