// Package intake serves the form's HTTP API. It takes API Gateway HTTP API
// events (payload format 2.0), validates a submission by its form's rules,
// sends it to Thoughtly once and, if that fails, to the queue. It must not know
// which cloud services implement its interfaces.
package intake

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/forms"
	leads "thoughtlyform/lambda/lead"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/metrics"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/shared"
)

// Keys derives secret keys, as credentials.Source does.
type Keys interface {
	// Key returns a key of 32 bytes for one purpose, the same on every machine.
	Key(ctx context.Context, purpose string) ([]byte, error)
}

// Config configures a Handler. Forms, Contacts, Ledger, Queue and Review are
// required; the zero values of the others are usable.
type Config struct {
	Forms    func() *forms.Set // called once per request, so that forms can be reloaded
	Contacts leads.API
	Ledger   ledger.Ledger
	Queue    queue.Sender
	Review   queue.Sender // for leads that wait for an operator
	Keys     Keys         // nil: counters are keyed by plain hashes
	Guard    Guard        // nil: no spam defence

	// Unguarded switches off what only detects robots: Guard, and every window
	// that refuses or holds a lead. All other rules still apply.
	Unguarded bool
	Ceilings  Ceilings // of all forms together

	// AnyHour allows calls at any time, whatever the form's hours are. It makes
	// tests independent of the time of day.
	AnyHour bool

	OwnOrigins    []string // of the stack's own pages, "https://host[:port]"
	OriginSecrets []string // accepted values of OriginSecretHeader; empty: no check

	Budget  time.Duration // for all attempts at Thoughtly; 0 is DefaultBudget
	Reserve time.Duration // of the function's time, kept for the queue and the answer; 0 is DefaultReserve
	RPM     int           // requests a minute that Thoughtly accepts; 0: no limit
	Widget  string        // path of the directory of the widget's files, on the API's own host; "" is DefaultWidget
	BaseURL string        // origin at which visitors reach the API; "" is https:// and the request's host

	Now     func() time.Time                     // nil is time.Now
	Pause   func(context.Context, time.Duration) // nil is a timer
	Log     *slog.Logger                         // nil discards
	Metrics *metrics.Sink                        // nil discards
}

// The default times of a request. They fit into the function's 15 seconds and
// API Gateway's 30, and a visitor gets an answer within 6 seconds even if
// Thoughtly does not answer.
const (
	DefaultBudget  = 5500 * time.Millisecond
	DefaultReserve = 4 * time.Second
	leastTime      = 3 * time.Second // remaining time without which no request is started
)

// DefaultWidget is where the stack serves the widget's files.
const DefaultWidget = "/widget"

// OriginSecretHeader carries the secret that proves a request came through the
// stack's CloudFront distribution. Two are valid while it is changed.
const OriginSecretHeader = "x-origin-verify"

// Handler answers requests. It is safe for use by any number of goroutines.
type Handler struct {
	Config
	warm     atomic.Bool
	views    sync.Map // viewKey → *view: rendered public definitions
	versions sync.Map // form id → version: hashes of definitions
	upstream upstream
}

// New returns a handler with the config's defaults filled in.
func New(c Config) *Handler {
	if c.Budget == 0 {
		c.Budget = DefaultBudget
	}
	if c.Reserve == 0 {
		c.Reserve = DefaultReserve
	}
	if c.Widget == "" {
		c.Widget = DefaultWidget
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Pause == nil {
		c.Pause = pause
	}
	c.Ceilings = c.Ceilings.withDefaults()
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Handler{Config: c}
}

// Handle answers one event. The error is always nil: the visitor gets an answer
// in every case.
func (h *Handler) Handle(ctx context.Context, event events.APIGatewayV2HTTPRequest) (res events.APIGatewayV2HTTPResponse, _ error) {
	r := &request{Handler: h, event: &event, now: h.Now().UTC()}
	defer func() {
		if p := recover(); p != nil {
			// The panic's value may contain visitor input, so only the stack is logged.
			h.Log.ErrorContext(ctx, "panic", "stack", string(debug.Stack()))
			r.count("Panics")
			res = r.refuse(problem{status: http.StatusInternalServerError, code: "internal"})
		}
		h.Metrics.Emit(r.metrics...)
	}()
	if !h.warm.Swap(true) {
		r.count("ColdStarts")
	}
	return r.route(ctx), nil
}

// request is the state of one event.
type request struct {
	*Handler
	event   *events.APIGatewayV2HTTPRequest
	now     time.Time
	metrics []metrics.Metric

	isForm  bool           // a form post: the answer is a page
	form    *forms.Form    // nil until the form is found
	locale  string         // of the answer's texts, set with form
	leftOut bool           // the refused email address was left out at the visitor's request
	sub     submission     // set by read
	contact shared.Contact // the members that validation accepted
	// notBefore is the time that the visitor chose for the call; zero is as soon
	// as possible.
	notBefore time.Time
}

func (r *request) count(name string) {
	r.metrics = append(r.metrics, metrics.Count(name))
}

func (r *request) countBy(name, dimension, value string) {
	r.metrics = append(r.metrics, metrics.Count(name).By(dimension, value))
}

// methods maps HTTP methods to the handlers of one path.
type methods map[string]func(context.Context) events.APIGatewayV2HTTPResponse

// route selects the handler by path and method. HEAD is answered like GET,
// without the body.
func (r *request) route(ctx context.Context) events.APIGatewayV2HTTPResponse {
	if !r.hasOriginKey() {
		return r.refuse(problem{status: http.StatusForbidden, code: "forbidden"})
	}
	handlers := r.handlers(strings.Split(strings.TrimPrefix(r.path(), "/"), "/"))
	if handlers == nil {
		return r.refuse(problem{status: http.StatusNotFound, code: "not_found"})
	}
	method := r.event.RequestContext.HTTP.Method
	if handle := handlers[method]; handle != nil {
		return handle(ctx)
	}
	if get := handlers[http.MethodGet]; get != nil && method == http.MethodHead {
		res := get(ctx)
		res.Body = ""
		return res
	}
	res := r.refuse(problem{status: http.StatusMethodNotAllowed, code: "method_not_allowed"})
	allowed := slices.Sorted(maps.Keys(handlers))
	if handlers[http.MethodGet] != nil {
		allowed = slices.Insert(allowed, 1, http.MethodHead)
	}
	res.Headers["Allow"] = strings.Join(allowed, ", ")
	return res
}

// handlers returns the handlers of a path, given as its segments; nil for an
// unknown path.
func (r *request) handlers(path []string) methods {
	id := ""
	if len(path) > 1 {
		id = path[1]
	}
	get := func(answer func() events.APIGatewayV2HTTPResponse) methods {
		return methods{http.MethodGet: func(context.Context) events.APIGatewayV2HTTPResponse { return answer() }}
	}
	switch {
	case len(path) == 1:
		switch path[0] {
		case "contacts":
			return methods{http.MethodPost: r.submit}
		case "session":
			return methods{http.MethodGet: r.session}
		case "stop":
			return methods{http.MethodGet: r.stopPage, http.MethodPost: r.stop}
		case "forms":
			return get(r.list)
		case "healthz":
			return get(func() events.APIGatewayV2HTTPResponse {
				return r.answer(http.StatusOK, map[string]string{"status": "ok"}, noStore)
			})
		}
	case id == "":
	case len(path) == 2 && path[0] == "forms":
		return get(func() events.APIGatewayV2HTTPResponse { return r.definition(id) })
	case len(path) == 2 && path[0] == "f":
		return get(func() events.APIGatewayV2HTTPResponse { return r.hosted(id) })
	case len(path) == 3 && path[0] == "forms" && path[2] == "markup":
		return get(func() events.APIGatewayV2HTTPResponse { return r.markup(id) })
	}
	return nil
}
