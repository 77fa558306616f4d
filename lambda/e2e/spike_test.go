package e2e

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"thoughtlyform/cmd/devstack/eventsource"
	"thoughtlyform/cmd/devstack/sandbox"
	"thoughtlyform/forms"
	"thoughtlyform/lambda/credentials"
	"thoughtlyform/lambda/delivery"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
)

const spikeLeads = 10_000

// TestSpike sends ten thousand leads in a minute, of which Thoughtly accepts a
// hundred. All must be accepted at once, each must become one contact in the
// following hours, and none may be dead-lettered. Handlers, client, sandbox and event
// source are the real ones; ledger and queue are in memory, and time is
// testing/synctest's.
func TestSpike(t *testing.T) {
	for _, c := range []struct {
		name           string
		paced, allowed int // requests a minute: our pace, and Thoughtly's limit
	}{
		{"paced as Thoughtly allows", 100, 100},
		{"half of the key's calls are somebody else's", 100, 50},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { spike(t, c.paced, c.allowed) })
		})
	}
}

func spike(t *testing.T, paced, allowed int) {
	box, err := sandbox.New(sandbox.Config{})
	if err != nil {
		t.Fatal(err)
	}
	box.SetRate(allowed)
	world := direct{handler: box}
	client := &thoughtly.Client{
		URL:         "http://thoughtly",
		HTTP:        &http.Client{Transport: &world},
		Credentials: &credentials.Source{API: fixedSecret{}},
	}
	records, leads := &ledger.Memory{}, &queue.Memory{}
	set := leadForms(t, "")
	in := intake.New(intake.Config{
		Forms:    func() *forms.Set { return set },
		Contacts: client, Ledger: records, Queue: leads, Review: leads, RPM: paced, Unguarded: true,
	})
	out := delivery.New(delivery.Config{Contacts: client, Ledger: records, Queue: leads, RPM: paced})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go eventsource.Mapping{Source: leads, Function: out.Handle, FunctionTime: time.Minute}.Run(ctx)

	began := time.Now()
	created, queued := flood(ctx, t, in)
	accepted := time.Since(began)
	for time.Since(began) < 48*time.Hour && len(box.Contacts()) < spikeLeads {
		time.Sleep(time.Minute)
	}
	drained := time.Since(began)
	// The last message is deleted a moment after its contact is created.
	time.Sleep(time.Minute)

	if depth, err := leads.Depth(ctx); err != nil || depth != (queue.Depth{}) {
		t.Errorf("in the end there wait %+v, %v", depth, err)
	}
	arrived := contactsByName(t, box)
	for n := range spikeLeads {
		if k := len(arrived[fmt.Sprint("Lead ", n)]); k != 1 {
			t.Errorf("lead %d arrived %d times", n, k)
		}
	}
	limited := int(world.limited.Load())
	least := spikeLeads / time.Duration(allowed) * time.Minute
	t.Logf("%d leads accepted within %s: %d created at once, %d queued; all contacts after %s (at %d a minute no less than %s); %d calls answered 429",
		spikeLeads, accepted.Round(time.Second), created, queued, drained.Round(time.Second), allowed, least, limited)
	if most := least * 3 / 2; drained > most {
		t.Errorf("the drain took %s, more than %s", drained, most)
	}
	if paced <= allowed && limited > 0 {
		t.Errorf("%d calls went over the limit that the pace is for", limited)
	}
}

// flood sends the leads at a constant rate for a minute.
func flood(ctx context.Context, t *testing.T, in *intake.Handler) (created, queued int32) {
	var made, waiting atomic.Int32
	var visitors sync.WaitGroup
	for n := range spikeLeads {
		visitors.Go(func() {
			time.Sleep(time.Duration(n) * time.Minute / spikeLeads)
			ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
			defer cancel()
			switch answer, _ := in.Handle(ctx, spikeEvent(n)); answer.StatusCode {
			case http.StatusCreated:
				made.Add(1)
			case http.StatusAccepted:
				waiting.Add(1)
			default:
				t.Errorf("lead %d: %d %s", n, answer.StatusCode, answer.Body)
			}
		})
	}
	visitors.Wait()
	return made.Load(), waiting.Load()
}

func spikeEvent(n int) events.APIGatewayV2HTTPRequest {
	e := events.APIGatewayV2HTTPRequest{
		RawPath: "/contacts",
		Headers: map[string]string{"content-type": "application/json"},
		Body: fmt.Sprintf(`{"form":"lead","submission_id":"018f3a6e-0000-4000-8000-%012d","phone_number":"+141555501%02d","name":"Lead %d"}`,
			n, n%100, n),
	}
	e.RequestContext.HTTP.Method = http.MethodPost
	e.RequestContext.HTTP.SourceIP = "192.0.2.1"
	return e
}

// direct calls a handler without a network, since synctest's clock does not advance
// while a goroutine waits for the network.
type direct struct {
	handler http.Handler
	limited atomic.Int32 // responses with status 429
}

func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	// A server receives headers with canonical names.
	header := http.Header{}
	for name, values := range r.Header {
		for _, value := range values {
			header.Add(name, value)
		}
	}
	r = r.Clone(r.Context())
	r.Header = header
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	if w.Code == http.StatusTooManyRequests {
		d.limited.Add(1)
	}
	return w.Result(), nil
}

// fixedSecret is a Secrets Manager with one secret.
type fixedSecret struct{ token, team string }

func (s fixedSecret) GetSecretValue(context.Context, *secretsmanager.GetSecretValueInput, ...func(*secretsmanager.Options)) (*secretsmanager.GetSecretValueOutput, error) {
	return &secretsmanager.GetSecretValueOutput{SecretString: aws.String(fmt.Sprintf(`{"api_token":%q,"team_id":%q}`, cmp.Or(s.token, "token"), cmp.Or(s.team, "team")))}, nil
}
