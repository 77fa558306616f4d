// Command intake is the Lambda function that serves the forms and accepts their
// submissions.
package main

import (
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/wire"
	"thoughtlyform/lambda/wire/wireintake"
)

func main() {
	wire.Start(func(p wire.Parts) (any, error) {
		c, err := wireintake.Config(p)
		return intake.New(c).Handle, err
	})
}
