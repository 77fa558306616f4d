package delivery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/metrics"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
	"thoughtlyform/shared"
)

// api replaces Thoughtly. If it has a limit, it enforces it for each minute of the
// clock.
type api struct {
	mu       sync.Mutex
	made     map[string]int // by phone number
	calls    int
	fail     func(call int) error
	limit    int
	minute   time.Time
	ofMinute int
	refused  int

	stored    map[string]string // contact ids by submission, if the response was lost
	searches  int
	unsearch  error    // of every search
	placed    []string // contact ids of placed calls
	callFails func(call int) error
	asked     int // calls, failed ones included
	lastCall  time.Time
}

func (a *api) Search(_ context.Context, _, submission string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.searches++
	return a.stored[submission], a.unsearch
}

func (a *api) Call(_ context.Context, c thoughtly.Call) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked++
	if a.callFails != nil {
		if err := a.callFails(a.asked); err != nil {
			return err
		}
	}
	a.placed = append(a.placed, c.ContactID)
	a.lastCall = time.Now()
	return nil
}

func (a *api) Create(_ context.Context, c shared.Contact) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls++
	if a.fail != nil {
		if err := a.fail(a.calls); err != nil {
			return "", err
		}
	}
	if now := time.Now().Truncate(time.Minute); a.limit > 0 {
		if !now.Equal(a.minute) {
			a.minute, a.ofMinute = now, 0
		}
		if a.ofMinute++; a.ofMinute > a.limit {
			a.refused++
			return "", &thoughtly.Error{Kind: thoughtly.Transient, Status: 429}
		}
	}
	if a.made == nil {
		a.made = map[string]int{}
	}
	a.made[c.PhoneNumber]++
	return fmt.Sprintf("id%d", a.calls), nil
}

// ill is a ledger that is unreachable while away is true.
type ill struct {
	ledger.Ledger
	away bool
}

var errAway = errors.New("away")

func (l *ill) Claim(ctx context.Context, c ledger.Claim) (ledger.Record, error) {
	if l.away {
		return ledger.Record{}, errAway
	}
	return l.Ledger.Claim(ctx, c)
}

func (l *ill) Release(ctx context.Context, c ledger.Claim) error {
	if l.away {
		return errAway
	}
	return l.Ledger.Release(ctx, c)
}

type system struct {
	*Handler
	api    *api
	ledger *ill
	queue  *queue.Memory
	review *queue.Memory
	log    *bytes.Buffer
	emf    *bytes.Buffer
}

func newSystem() *system {
	s := &system{api: &api{}, ledger: &ill{Ledger: &ledger.Memory{}}, queue: &queue.Memory{}, review: &queue.Memory{}, log: &bytes.Buffer{}, emf: &bytes.Buffer{}}
	s.Handler = New(Config{Contacts: s.api, Ledger: s.ledger, Queue: s.queue, Review: s.review,
		Log: slog.New(slog.NewTextHandler(s.log, nil)), Metrics: metrics.New(s.emf, "test")})
	return s
}

func sample(n int) queue.Message {
	phone := fmt.Sprintf("+1415555%04d", n)
	id := fmt.Sprintf("018f3a6e-0000-4000-8000-%012d", n)
	now := time.Now()
	return queue.Message{
		Form: "contact", SubmissionID: id, Accepted: now, Contact: shared.Contact{PhoneNumber: phone, Name: "Ada"},
		Consent: &ledger.Consent{SubmissionID: id, Phone: phone, Time: now, Given: true},
	}
}

func (s *system) send(t *testing.T, list ...queue.Message) {
	t.Helper()
	for _, m := range list {
		if err := s.queue.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
}

// once receives a batch and invokes the handler with it, like Lambda's event source.
func (s *system) once(t *testing.T) (received, failed int) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	list, err := s.queue.Receive(ctx, 10, 6*time.Minute)
	if err != nil {
		t.Error(err)
	}
	if len(list) == 0 {
		return 0, 0
	}
	res, err := s.Handle(ctx, events.SQSEvent{Records: list})
	if err != nil {
		t.Error(err)
	}
	failures := map[string]bool{}
	for _, f := range res.BatchItemFailures {
		failures[f.ItemIdentifier] = true
	}
	for _, m := range list {
		if !failures[m.MessageId] {
			if err := s.queue.Delete(ctx, m.ReceiptHandle); err != nil {
				t.Error(err)
			}
		}
	}
	return len(list), len(failures)
}

func (s *system) depth(t *testing.T, want queue.Depth) {
	t.Helper()
	d, err := s.queue.Depth(t.Context())
	if err != nil || d != want {
		t.Errorf("depth %+v, %v; want %+v", d, err, want)
	}
}

func (s *system) created(t *testing.T, want int) {
	t.Helper()
	if len(s.api.made) != want {
		t.Errorf("%d contacts, want %d", len(s.api.made), want)
	}
	for phone, n := range s.api.made {
		if n != 1 {
			t.Errorf("%s was made %d times", phone, n)
		}
	}
}

// drain delivers batches, one in each step of the clock, until the queue is empty.
func (s *system) drain(t *testing.T, step time.Duration) {
	t.Helper()
	for began := time.Now(); ; time.Sleep(step) {
		s.once(t)
		if d, _ := s.queue.Depth(t.Context()); d.Waiting+d.Hidden == 0 {
			return
		}
		if time.Since(began) > 30*24*time.Hour {
			t.Fatal("the queue does not drain")
		}
	}
}

// record returns the response to a duplicate of the lead.
func (s *system) record(t *testing.T, m queue.Message) ledger.Record {
	t.Helper()
	r, err := s.ledger.Claim(t.Context(), ledger.Claim{
		Key:     ledger.Key{Form: m.Form, SubmissionID: m.SubmissionID},
		Payload: ledger.Fingerprint(m.Form, m.Contact), Owner: "visitor",
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
