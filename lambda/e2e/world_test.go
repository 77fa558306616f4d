//go:build integration

package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"thoughtlyform/cmd/devstack/eventsource"
	"thoughtlyform/cmd/devstack/gateway"
	"thoughtlyform/cmd/devstack/sandbox"
	"thoughtlyform/internal/emulator"
	"thoughtlyform/internal/moto"
	"thoughtlyform/internal/nightly"
	"thoughtlyform/internal/webtest"
	"thoughtlyform/lambda/queue"
)

// thoughtlyTimeout is the functions' time limit for a request to Thoughtly.
const thoughtlyTimeout = time.Second

// stuckAfter is the longest time without progress before a test fails. A lead is
// deferred for at most half an hour, and in a short test only for minutes.
var stuckAfter = time.Duration(nightly.Size(6, 40)) * time.Minute

// world is one deployment: its resources, a sandbox and functions.
type world struct {
	testing.TB
	moto.Resources
	settings  aws.Config
	sandbox   *sandbox.Sandbox
	sandboxAt string
	functions []*emulator.Function
	// failed, if not nil, is called with the event of each invocation in which a
	// function crashed or timed out.
	failed func(event any)

	mu       sync.Mutex
	messages map[string]map[string]bool // ids of the messages that delivery received, by submission
	state    string                     // last argument of moved
	since    time.Time                  // last change of state
	statuses map[int]int                // number of the sandbox's responses by status
}

var worlds atomic.Int32

func newWorld(t testing.TB, c sandbox.Config) *world {
	t.Helper()
	settings, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{TB: t, settings: settings, since: time.Now(), messages: map[string]map[string]bool{}, statuses: map[int]int{}}
	c.Token, c.Team = "token-1", "team-1"
	if w.sandbox, err = sandbox.New(c); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(w.thoughtly))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	w.sandboxAt = server.URL
	w.Resources, err = moto.Provision(t.Context(), settings, "e2e-"+strconv.Itoa(int(worlds.Add(1))), `{"api_token":"token-1","team_id":"team-1"}`)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// thoughtly serves the sandbox and counts responses by status.
func (w *world) thoughtly(to http.ResponseWriter, r *http.Request) {
	w.sandbox.ServeHTTP(&counted{ResponseWriter: to, world: w}, r)
}

type counted struct {
	http.ResponseWriter
	world *world
}

func (c *counted) WriteHeader(status int) {
	c.world.mu.Lock()
	c.world.statuses[status]++
	c.world.mu.Unlock()
	c.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the sandbox hijack the connection.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// start starts a function with this deployment's environment.
func (w *world) start(name string, more map[string]string) *emulator.Function {
	w.Helper()
	env := map[string]string{
		"SECRET_ID":         w.SecretID,
		"TABLE_NAME":        w.TableName,
		"EVIDENCE_TABLE":    w.EvidenceTable,
		"QUEUE_URL":         w.QueueURL,
		"DLQ_URL":           w.DeadURL,
		"REVIEW_URL":        w.ReviewURL,
		"THOUGHTLY_URL":     w.sandboxAt,
		"THOUGHTLY_RPM":     "60000",
		"THOUGHTLY_TIMEOUT": thoughtlyTimeout.String(),
		"ALLOWED_ORIGINS":   "https://site.example",
		"GUARD":             "off",
		"HOURS":             "any",
	}
	maps.Copy(env, cloud.Env())
	maps.Copy(env, more)
	f := startFunction(w, name, env)
	w.functions = append(w.functions, f)
	return f
}

// invoke runs a function. As in Lambda, it continues if the caller gives up.
func (w *world) invoke(ctx context.Context, f *emulator.Function, event, answer any) error {
	err := f.Invoke(context.WithoutCancel(ctx), event, answer)
	if err != nil && w.failed != nil {
		w.failed(event)
	}
	return err
}

// gateway starts a gateway that distributes requests to functions in turn, and
// returns its URL.
func (w *world) gateway(functions ...*emulator.Function) string {
	var next atomic.Uint64
	server := httptest.NewServer(gateway.New(gateway.Config{
		Handler: func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (a events.APIGatewayV2HTTPResponse, err error) {
			f := functions[next.Add(1)%uint64(len(functions))]
			return a, w.invoke(ctx, f, e, &a)
		},
		Log: slog.New(slog.DiscardHandler),
	}))
	w.Cleanup(server.Close)
	return server.URL
}

// deliver maps the queue to delivery functions until the test ends.
func (w *world) deliver(functions ...*emulator.Function) {
	box := w.leadQueue()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	w.Cleanup(func() {
		cancel()
		<-done
	})
	go func() {
		defer close(done)
		var next atomic.Uint64
		eventsource.Mapping{
			Source: box, Concurrency: len(functions), Visibility: functionTimes["delivery"], Retry: 50 * time.Millisecond,
			FunctionTime: time.Minute, // the emulator applies functionTimes
			Function: func(ctx context.Context, e events.SQSEvent) (a events.SQSEventResponse, err error) {
				w.received(e)
				f := functions[next.Add(1)%uint64(len(functions))]
				return a, w.invoke(ctx, f, e, &a)
			},
			Log: slog.New(slog.DiscardHandler),
		}.Run(ctx)
	}()
}

// received records the messages of a batch.
func (w *world) received(e events.SQSEvent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, raw := range e.Records {
		var m queue.Message
		if err := json.Unmarshal([]byte(raw.Body), &m); err != nil {
			w.Errorf("message: %v", err)
			continue
		}
		if w.messages[m.SubmissionID] == nil {
			w.messages[m.SubmissionID] = map[string]bool{}
		}
		w.messages[m.SubmissionID][raw.MessageId] = true
	}
}

func (w *world) leadQueue() *queue.SQS {
	return &queue.SQS{API: sqs.NewFromConfig(w.settings), URL: w.QueueURL, DeadURL: w.DeadURL}
}

// arrived returns the sandbox's contacts by name.
func (w *world) arrived() map[string][]contact { return contactsByName(w, w.sandbox) }

// moved records the system's state, whose changes stuck checks.
func (w *world) moved(state ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if text := fmt.Sprint(state...); text != w.state {
		w.state, w.since = text, time.Now()
	}
}

// stuck reports whether the state has not changed for stuckAfter.
func (w *world) stuck() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Since(w.since) > stuckAfter
}

// await waits until a condition holds.
func (w *world) await(what string, holds func() bool) {
	w.Helper()
	for !holds() {
		if w.stuck() {
			w.Fatalf("%s: no progress for %v", what, stuckAfter)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// envelope is the body of the API's responses.
type envelope struct {
	Data struct {
		Status string
		ID     string
	}
	Error *struct {
		Code    string
		Message string
		Fields  []struct{ Field, Code string }
	}
}

func send(t testing.TB, method, url, contentType, body string) (*http.Response, string) {
	t.Helper()
	return webtest.Send(t, method, url, body, "Content-Type", contentType)
}

const (
	asJSON = "application/json"
	asForm = "application/x-www-form-urlencoded"
)

// id returns the id of the nth submission.
func id(n int) string { return fmt.Sprintf("018f3a6e-0000-4000-8000-%012d", n) }

// phone returns a number reserved for fiction. Submissions share 100 numbers.
func phone(n int) string { return fmt.Sprintf("+141555501%02d", n%100) }

func submission(n int, name string) string {
	return fmt.Sprintf(`{"form":"contact","submission_id":%q,"phone_number":%q,"name":%q,"email":"ada.%d@private.example","consent":true}`, id(n), phone(n), name, n)
}
