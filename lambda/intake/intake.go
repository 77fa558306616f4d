// Package intake answers the form: it takes API Gateway HTTP API events
// (payload format 2.0), judges a submission by its form's rules, hands it to
// Thoughtly once and, where that fails, to the queue. It must not know which
// cloud services stand behind its interfaces.
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
	// Key is a key of 32 bytes for one purpose, the same on every machine.
	Key(ctx context.Context, purpose string) ([]byte, error)
}

// Config is what a Handler works with. Forms, Contacts, Ledger, Queue and
// Review are required; a zero value of the others is sensible.
type Config struct {
	Forms    func() *forms.Set // called once a request, so that forms can be reloaded
	Contacts leads.API
	Ledger   ledger.Ledger
	Queue    queue.Sender
	Review   queue.Sender // of leads that wait for an operator
	Keys     Keys         // nil: counters are keyed by plain hashes
	Guard    Guard        // nil: nobody is taken for a robot

	// Unguarded switches off what only tells people from robots: Guard, and
	// every window that a lead is refused or held by. Policy stays.
	Unguarded bool
	Ceilings  Ceilings // of all forms together

	// AnyHour lets phones ring at any time, whatever a form says. It is for
	// tests, which would depend on the time of day.
	AnyHour bool

	OwnOrigins    []string // the stack's own, "https://host[:port]"
	OriginSecrets []string // one of which OriginSecretHeader must carry; empty asks for nothing

	Budget  time.Duration // for all attempts at Thoughtly; 0 is DefaultBudget
	Reserve time.Duration // kept of the function's time for the queue and the answer; 0 is DefaultReserve
	RPM     int           // calls a minute that Thoughtly takes; 0 does not pace
	Widget  string        // path of the directory of the widget's files, on the API's own host; "" is DefaultWidget
	BaseURL string        // origin at which visitors reach the API; "" is https:// and the request's host

	Now     func() time.Time                     // nil is time.Now
	Pause   func(context.Context, time.Duration) // nil is a timer
	Log     *slog.Logger                         // nil discards
	Metrics *metrics.Sink                        // nil discards
}

// Times of a request, when nothing else is set: within the function's 15
// seconds, far within API Gateway's 30, and so that a visitor has an answer
// within 6 seconds whatever Thoughtly does.
const (
	DefaultBudget  = 5500 * time.Millisecond
	DefaultReserve = 4 * time.Second
	leastTime      = 3 * time.Second // of the budget, for a request to be begun
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

// New is a handler with the config's defaults filled in.
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

// Handle answers one event. The error is always nil: whatever happens, the
// visitor gets an answer.
func (h *Handler) Handle(ctx context.Context, event events.APIGatewayV2HTTPRequest) (res events.APIGatewayV2HTTPResponse, _ error) {
	r := &request{Handler: h, event: &event, now: h.Now().UTC()}
	defer func() {
		if p := recover(); p != nil {
			// The value may quote input, so the log gets the stack alone.
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

// request is one event on its way through the handler.
type request struct {
	*Handler
	event   *events.APIGatewayV2HTTPRequest
	now     time.Time
	metrics []metrics.Metric

	isForm  bool           // a form post: a browser without script reads the answer
	form    *forms.Form    // once known
	locale  string         // of the answer's words, once the form is known
	leftOut bool           // the visitor insisted, and the email address was left out
	sub     submission     // once read
	contact shared.Contact // as far as validation accepts it
	// notBefore is when the visitor wants to be called, zero as soon as possible.
	notBefore time.Time
}

func (r *request) count(name string) {
	r.metrics = append(r.metrics, metrics.Count(name))
}

func (r *request) countBy(name, dimension, value string) {
	r.metrics = append(r.metrics, metrics.Count(name).By(dimension, value))
}

// methods are the handlers of a path, by method.
type methods map[string]func(context.Context) events.APIGatewayV2HTTPResponse

// route answers by path and method. HEAD is answered as GET, without the body.
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

// handlers are those of a path, given as its segments; nil for an unknown one.
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
