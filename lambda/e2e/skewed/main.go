// Command skewed is the intake function with a clock that is wrong by CLOCK_SKEW,
// such as "1500ms". It is only for tests.
package main

import (
	"errors"
	"os"
	"time"

	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/wire"
	"thoughtlyform/lambda/wire/wireintake"
)

func main() {
	wire.Start(func(p wire.Parts) (any, error) {
		skew, err := time.ParseDuration(os.Getenv("CLOCK_SKEW"))
		now := func() time.Time { return time.Now().Add(skew) }
		p.Ledger.Now = now
		c, configErr := wireintake.Config(p)
		c.Now = now
		return intake.New(c).Handle, errors.Join(err, configErr)
	})
}
