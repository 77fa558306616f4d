package attack

import (
	"context"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/lead"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
	"thoughtlyform/shared"
)

// lag moves the deployment's clock by a random time for each request of intake, as a
// network would. It does not use the machine's clock, so that a slow machine cannot
// change the result.
type lag struct {
	d    *deployment
	rand *rand.Rand
}

// between moves the clock by low to high milliseconds.
func (l *lag) between(low, high int) {
	l.d.wait(time.Duration(low)*time.Millisecond + time.Duration(l.rand.Int64N(int64(high-low)*int64(time.Millisecond))))
}

// far is a ledger with network delays.
type far struct {
	ledger.Ledger
	lag *lag
}

func (f far) Claim(ctx context.Context, c ledger.Claim) (ledger.Record, error) {
	f.lag.between(4, 12)
	return f.Ledger.Claim(ctx, c)
}

func (f far) Complete(ctx context.Context, c ledger.Claim, a ledger.Answer, uses ...ledger.Use) error {
	f.lag.between(4, 12)
	return f.Ledger.Complete(ctx, c, a, uses...)
}

func (f far) Count(ctx context.Context, w ...ledger.Window) (int, error) {
	f.lag.between(4, 12)
	return f.Ledger.Count(ctx, w...)
}

func (f far) Counts(ctx context.Context, w ...ledger.Window) ([]int, error) {
	f.lag.between(4, 12)
	return f.Ledger.Counts(ctx, w...)
}

func (f far) Spend(ctx context.Context, token, by string, expires time.Time) (bool, error) {
	f.lag.between(4, 12)
	return f.Ledger.Spend(ctx, token, by, expires)
}

func (f far) Stopped(ctx context.Context, phone string) (bool, error) {
	f.lag.between(4, 12)
	return f.Ledger.Stopped(ctx, phone)
}

func (f far) RecordConsent(ctx context.Context, c ledger.Consent) error {
	f.lag.between(4, 12)
	return f.Ledger.RecordConsent(ctx, c)
}

// farAPI is Thoughtly with network delays.
type farAPI struct {
	lead.API
	lag  *lag
	down bool
}

func (f *farAPI) Create(ctx context.Context, c shared.Contact) (string, error) {
	f.lag.between(120, 320)
	if f.down {
		return "", &thoughtly.Error{Kind: thoughtly.Trouble, Status: http.StatusServiceUnavailable}
	}
	return f.API.Create(ctx, c)
}

func (f *farAPI) Call(ctx context.Context, c thoughtly.Call) error {
	f.lag.between(120, 320)
	return f.API.Call(ctx, c)
}

// farQueue is a queue with network delays.
type farQueue struct {
	queue.Sender
	lag *lag
}

func (q farQueue) Send(ctx context.Context, m queue.Message) error {
	q.lag.between(4, 12)
	return q.Sender.Send(ctx, m)
}

// distant returns a deployment whose requests take time on the deployment's clock.
// If imitate is false, a caught submission gets its response as soon as it is held.
func distant(t *testing.T, imitate bool, changes ...func(*settings)) (*deployment, *farAPI) {
	lag := &lag{rand: rand.New(rand.NewPCG(1, 2))}
	api := &farAPI{lag: lag}
	changes = append(changes, func(s *settings) {
		s.ledger = func(m *ledger.Memory) ledger.Ledger { return far{m, lag} }
		s.wrap = func(c *intake.Config) {
			api.API, c.Contacts = c.Contacts, api
			c.Queue, c.Review = farQueue{c.Queue, lag}, farQueue{c.Review, lag}
			if imitate {
				c.Pause = func(_ context.Context, d time.Duration) { lag.d.wait(max(d, 0)) }
			}
		}
	})
	lag.d = deploy(t, changes...)
	return lag.d, api
}

// answerTimes sends caught and other leads alternately, and returns the times of
// their responses.
func answerTimes(d *deployment, leads int) (caught, others []time.Duration) {
	for n := range 2 * leads {
		address := d.anywhere()
		lead := d.lead()
		lead["proof"] = d.proof("contact", address)
		if n%2 == 1 {
			lead["website"] = "https://spam.example"
		}
		began := d.clock()
		if status, code := d.post(request{address: address, lead: lead}); status >= 400 {
			d.t.Fatal(status, code)
		}
		if took := d.clock().Sub(began); n%2 == 1 {
			caught = append(caught, took)
		} else {
			others = append(others, took)
		}
		d.wait(10 * time.Minute) // within all limits of a day
	}
	return caught, others
}

// rankSum returns the standard score of the Wilcoxon rank-sum test. For two samples
// of the same distribution its mean is 0, and it exceeds 5 once in two million pairs.
func rankSum(a, b []time.Duration) float64 {
	greater := 0.0
	for _, x := range a {
		for _, y := range b {
			switch {
			case x > y:
				greater++
			case x == y:
				greater += 0.5
			}
		}
	}
	n, m := float64(len(a)), float64(len(b))
	return (greater - n*m/2) / math.Sqrt(n*m*(n+m+1)/12)
}

// spread returns the distances from the median, which can differ for samples of
// equal medians.
func spread(times []time.Duration) []time.Duration {
	median := slices.Sorted(slices.Values(times))[len(times)/2]
	list := make([]time.Duration, len(times))
	for i, t := range times {
		list[i] = (t - median).Abs()
	}
	return list
}

const unlikely = 5 // standard deviations

// TestCaughtAnswersTakeAsLong shows that responses to caught submissions take as long
// as those to created leads, in median and spread, with and without a call.
func TestCaughtAnswersTakeAsLong(t *testing.T) {
	called := func(s *settings) { s.definition["call"] = map[string]any{"agent": "agent_demo", "hours": "any"} }
	for name, change := range map[string]func(*settings){"with a call": called, "without a call": nil} {
		t.Run(name, func(t *testing.T) {
			d, _ := distant(t, true, change)
			answerTimes(d, 10) // until then, the process has no times to imitate
			caught, others := answerTimes(d, 600)
			if z := rankSum(caught, others); math.Abs(z) > unlikely {
				t.Errorf("caught answers differ in time: %.1f standard deviations", z)
			}
			if z := rankSum(spread(caught), spread(others)); math.Abs(z) > unlikely {
				t.Errorf("caught answers differ in the spread of their times: %.1f standard deviations", z)
			}
			if len(d.held) != 610 {
				t.Errorf("%d are held", len(d.held))
			}
		})
	}
	t.Run("without the imitation", func(t *testing.T) {
		d, _ := distant(t, false, called)
		caught, others := answerTimes(d, 100)
		if z := rankSum(caught, others); math.Abs(z) <= unlikely {
			t.Errorf("the test does not detect the difference: %.1f standard deviations", z)
		}
	})
}
