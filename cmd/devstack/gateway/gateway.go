// Package gateway replaces an API Gateway HTTP API with a Lambda integration: it
// converts an HTTP request to an event in payload format 2.0, invokes the handler
// as Lambda does, and converts the result to an HTTP response. It must not know
// what the handler does.
//
// It follows "Working with AWS Lambda proxy integrations for HTTP APIs",
// "Configuring CORS for HTTP APIs" and the quotas page of the API Gateway
// documentation.
package gateway

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

// API Gateway's quotas, which cannot be raised.
const (
	MaxBody         = 10 << 20 // bytes of a request's body
	MaxAnswer       = 6 << 20  // bytes of an encoded response (Lambda's quota)
	IntegrationTime = 30 * time.Second
)

// Handler is a Lambda function for HTTP API events.
type Handler func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// Config holds the settings of a gateway.
type Config struct {
	Handler Handler
	// Routes are route keys: a method or ANY, and a path whose last parts can be
	// {name}, such as "POST /contacts" or "GET /forms/{id}". Without routes, all
	// requests have the route $default.
	Routes []string
	// FunctionTime is the function's time limit; default IntegrationTime.
	FunctionTime time.Duration
	// CORS answers preflight requests and sets the CORS headers of responses.
	// Without it, the handler's CORS headers are sent.
	CORS *CORS
	// Log receives errors of the handler; default slog.Default.
	Log *slog.Logger
}

// Gateway is an http.Handler.
type Gateway struct {
	config Config
	routes *http.ServeMux
}

// New returns a gateway. It panics if a route key is invalid.
func New(c Config) *Gateway {
	if c.FunctionTime == 0 || c.FunctionTime > IntegrationTime {
		c.FunctionTime = IntegrationTime
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	g := &Gateway{config: c, routes: http.NewServeMux()}
	for _, key := range c.Routes {
		method, path, ok := strings.Cut(key, " ")
		if !ok || !strings.HasPrefix(path, "/") {
			panic("gateway: bad route key " + key)
		}
		pattern := key
		if method == "ANY" {
			pattern = path
		}
		g.routes.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { g.invoke(w, r, key) })
	}
	return g
}

// ServeHTTP answers preflight requests, and passes all others to the handler.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.config.CORS != nil {
		if r.Method == http.MethodOptions {
			g.config.CORS.preflight(w, r)
			return
		}
		g.config.CORS.answer(w.Header(), r)
	}
	if len(g.config.Routes) == 0 {
		g.invoke(w, r, "$default")
		return
	}
	_, pattern := g.routes.Handler(r)
	if pattern == "" {
		message(w, http.StatusNotFound, "Not Found")
		return
	}
	g.routes.ServeHTTP(w, r)
}

func (g *Gateway) invoke(w http.ResponseWriter, r *http.Request, key string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		message(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return
	}
	if err != nil {
		message(w, http.StatusBadRequest, "Bad Request")
		return
	}
	id := rand.Text()
	event, err := throughJSON(newEvent(r, body, key, id))
	if err != nil {
		g.config.Log.Error("the event cannot be encoded", "request", id, "error", err)
		message(w, http.StatusInternalServerError, "Internal Server Error")
		return
	}
	// As in Lambda, the function continues when the client disconnects.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), g.config.FunctionTime)
	defer cancel() // not in the goroutine, where the select below could take it for a timeout
	ctx = lambdacontext.NewContext(ctx, &lambdacontext.LambdaContext{AwsRequestID: id})
	type result struct {
		answer events.APIGatewayV2HTTPResponse
		err    error
	}
	done := make(chan result, 1)
	go func() {
		var res result
		defer func() {
			if p := recover(); p != nil {
				g.config.Log.Error("the function panicked", "request", id, "panic", p, "stack", string(debug.Stack()))
				res.err = errors.New("panic")
			}
			done <- res
		}()
		res.answer, res.err = g.config.Handler(ctx, event)
	}()
	select {
	case res := <-done:
		if res.err != nil {
			g.config.Log.Error("the function failed", "request", id, "error", res.err)
			message(w, http.StatusInternalServerError, "Internal Server Error")
			return
		}
		if err := g.write(w, r, res.answer); err != nil {
			g.config.Log.Error("the function's response is invalid", "request", id, "error", err)
			message(w, http.StatusInternalServerError, "Internal Server Error")
		}
	case <-ctx.Done():
		// An HTTP API answers 503 for a timeout of the function and of the
		// integration.
		message(w, http.StatusServiceUnavailable, "Service Unavailable")
	}
}

// write sends the function's response. If it returns an error, nothing was sent.
func (g *Gateway) write(w http.ResponseWriter, r *http.Request, a events.APIGatewayV2HTTPResponse) error {
	if a.StatusCode < 200 || a.StatusCode > 599 {
		return fmt.Errorf("its status is %d", a.StatusCode)
	}
	body := []byte(a.Body)
	if a.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(a.Body); err != nil {
			return fmt.Errorf("its body is not base64: %w", err)
		}
	}
	if len(a.Body) > MaxAnswer {
		return fmt.Errorf("its body has %d bytes", len(a.Body))
	}
	for name, value := range a.Headers {
		if g.config.CORS != nil && isCORS(name) {
			continue
		}
		w.Header().Set(name, value)
	}
	for _, cookie := range a.Cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	if w.Header().Get("Content-Type") == "" && len(body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(a.StatusCode)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // fails if the client has disconnected
	}
	return nil
}

// throughJSON encodes and decodes an event, as Lambda does on its way to the
// function.
func throughJSON(in events.APIGatewayV2HTTPRequest) (out events.APIGatewayV2HTTPRequest, err error) {
	b, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal(b, &out)
}

// message writes an error response in API Gateway's format.
func message(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "{\"message\":%q}", text)
}
