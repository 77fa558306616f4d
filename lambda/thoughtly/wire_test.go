package thoughtly

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf16"

	"thoughtlyform/internal/webtest"
)

// wire writes the response to the raw connection, so that a test can send any malformed
// response.
type wire func(conn net.Conn)

// serve reads requests from raw connections, and answers them until the answer
// closes the connection.
func (w wire) serve(l net.Listener, requests *atomic.Int32) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = conn.Close() }()
			r := bufio.NewReader(conn)
			for {
				req, err := http.ReadRequest(r)
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, req.Body)
				requests.Add(1)
				w(conn)
			}
		}()
	}
}

// say sends text and closes the connection.
func say(text string) wire {
	return func(conn net.Conn) {
		_, _ = io.WriteString(conn, text)
		_ = conn.Close()
	}
}

// stay sends text and keeps the connection open.
func stay(text string) wire {
	return func(conn net.Conn) {
		_, _ = io.WriteString(conn, text)
		_, _ = io.Copy(io.Discard, conn)
	}
}

// drip writes a byte a second.
func drip(text string) wire {
	return func(conn net.Conn) {
		for _, c := range []byte(text) {
			time.Sleep(time.Second)
			if _, err := conn.Write([]byte{c}); err != nil {
				return
			}
		}
		_ = conn.Close()
	}
}

func endless(start, repeated string) wire {
	return func(conn net.Conn) {
		_, err := io.WriteString(conn, start)
		for err == nil {
			_, err = io.WriteString(conn, repeated)
		}
	}
}

// with sends a response with status 200 and a body of the correct length.
func with(body string, headers ...string) wire {
	return say(ok(headers...) + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body))
}

func ok(headers ...string) string {
	return "HTTP/1.1 200 OK\r\n" + strings.Join(append(headers, ""), "\r\n")
}

func gzipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

func deflated(text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

func utf16Text(text string, bom, big bool) string {
	units := utf16.Encode([]rune(text))
	if bom {
		units = append([]uint16{0xfeff}, units...)
	}
	var b []byte
	for _, u := range units {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

// onWire sends one request with a client to a raw server, and returns the number of
// requests that reached the server.
func onWire(t *testing.T, w wire, do func(ctx context.Context, c *Client) error) (requests int, took time.Duration, err error) {
	l := webtest.NewPipes()
	var n atomic.Int32
	go w.serve(l, &n)
	transport := NewHTTP().Transport.(*http.Transport)
	transport.DialContext = l.Dial
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Second)
	defer cancel()
	began := time.Now()
	err = do(ctx, &Client{URL: "http://thoughtly.test", Credentials: &secrets{}, HTTP: &http.Client{Transport: transport, CheckRedirect: NewHTTP().CheckRedirect}})
	took = time.Since(began)
	transport.CloseIdleConnections()
	_ = l.Close()
	time.Sleep(2 * time.Second) // of the bubble's clock: a drip sees that its connection is closed
	return int(n.Load()), took, err
}

// Every response with the contact's id is a success. Every other response has an unknown
// outcome, so that delivery searches before it creates again. No response takes longer
// than one attempt, and no request is repeated.
func TestBrokenAnswers(t *testing.T) {
	const made = `{"data":{"id":"c1"},"error":null}`
	huge := strings.Repeat("x", 1<<16)
	for name, c := range map[string]struct {
		wire wire
		id   string // "": the outcome is unknown
	}{
		"plain":                         {with(made), "c1"},
		"HTTP/1.0 until it closes":      {say("HTTP/1.0 200 OK\r\n\r\n" + made), "c1"},
		"lower-case names, bare LF":     {say("HTTP/1.1 200 OK\ncontent-length: 33\n\n" + made), "c1"},
		"200 without a reason":          {say("HTTP/1.1 200\r\n\r\n" + made), "c1"},
		"text in front":                 {with("\n\n  " + made), "c1"},
		"text behind":                   {with(made + "<!-- served by cache 7 -->"), "c1"},
		"a second value behind":         {with(made + `{"error":{"message":"late"}}`), "c1"},
		"byte order mark":               {with("\ufeff" + made), "c1"},
		"UTF-16":                        {with(utf16Text(made, true, false)), "c1"},
		"UTF-16, big end":               {with(utf16Text(made, true, true)), "c1"},
		"UTF-16 without a mark":         {with(utf16Text(made, false, false)), "c1"},
		"UTF-16 big end, no mark":       {with(utf16Text(made, false, true)), "c1"},
		"HTML type":                     {with(made, "Content-Type: text/html"), "c1"},
		"gzip unasked":                  {with(gzipped(made), "Content-Encoding: gzip"), "c1"},
		"gzip undeclared":               {with(gzipped(made)), "c1"},
		"gzip declared, plain":          {with(made, "Content-Encoding: gzip"), "c1"},
		"deflate":                       {with(deflated(made), "Content-Encoding: deflate"), "c1"},
		"brotli declared, plain":        {with(made, "Content-Encoding: br"), "c1"},
		"closes before its length":      {say(ok("Content-Length: 500", "") + "\r\n" + made), "c1"},
		"stays open before its length":  {stay(ok("Content-Length: 500") + "\r\n" + made), "c1"},
		"chunked":                       {say(ok("Transfer-Encoding: chunked") + "\r\n21\r\n" + made + "\r\n0\r\n\r\n"), "c1"},
		"chunked, never ends":           {stay(ok("Transfer-Encoding: chunked") + "\r\n21\r\n" + made + "\r\n"), "c1"},
		"chunked, broken end":           {say(ok("Transfer-Encoding: chunked") + "\r\n21\r\n" + made + "\r\nzz\r\n"), "c1"},
		"continue, then made":           {say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n" + ok() + "\r\n" + made), "c1"},
		"201":                           {say("HTTP/1.1 201 Created\r\n\r\n" + made), "c1"},
		"203":                           {say("HTTP/1.1 203 N\r\n\r\n" + made), "c1"},
		"206":                           {say("HTTP/1.1 206 P\r\n\r\n" + made), "c1"},
		"226":                           {say("HTTP/1.1 226 IM\r\n\r\n" + made), "c1"},
		"huge number as the id":         {with(`{"data":{"id":123456789012345678901234567890}}`), "123456789012345678901234567890"},
		"escaped id":                    {with(`{"data":{"id":"\u0063\u0031"}}`), "c1"},
		"id twice":                      {with(`{"data":{"id":"c0","id":"c1"}}`), "c1"},
		"error: 0":                      {with(`{"data":{"id":"c1"},"error":0}`), "c1"},
		"error: []":                     {with(`{"data":{"id":"c1"},"error":[]}`), "c1"},
		"error of empty members":        {with(`{"data":{"id":"c1"},"error":{"code":null,"message":"","fields":[]}}`), "c1"},
		"errors: []":                    {with(`{"data":{"id":"c1"},"errors":[]}`), "c1"},
		"success":                       {with(`{"success":true,"data":{"id":"c1"}}`), "c1"},
		"no success":                    {with(`{"success":false,"data":{"id":"c1"}}`), ""},
		"errors":                        {with(`{"data":{"id":"c1"},"errors":[{"message":"no"}]}`), ""},
		"error: 1":                      {with(`{"data":{"id":"c1"},"error":1}`), ""},
		"error: true":                   {with(`{"data":{"id":"c1"},"error":true}`), ""},
		"nested error":                  {with(`{"data":{"id":"c1"},"error":{"error":{"code":"E1"}}}`), ""},
		"error about generated limits":  {with(`{"data":{},"error":{"message":"stored, the generated limit failed"}}`), ""},
		"NaN":                           {with(`{"data":{"id":"c1","score":NaN}}`), ""},
		"script in front":               {with(")]}',\n" + made), ""},
		"list":                          {with("[" + made + "]"), ""},
		"data is a list":                {with(`{"data":[{"id":"c1"}]}`), ""},
		"data is a text":                {with(`{"data":"c1"}`), ""},
		"id is null":                    {with(`{"data":{"id":null}}`), ""},
		"id is empty":                   {with(`{"data":{"id":""}}`), ""},
		"id is blank":                   {with(`{"data":{"id":" \t"}}`), ""},
		"id is an object":               {with(`{"data":{"id":{"$oid":"c1"}}}`), ""},
		"id is true":                    {with(`{"data":{"id":true}}`), ""},
		"id with a control":             {with(`{"data":{"id":"c1\u0000"}}`), ""},
		"id too long for a record":      {with(`{"data":{"id":"` + huge + `"}}`), ""},
		"invalid JSON":                  {with(`{"data":{"id":"c1}`), ""},
		"no JSON":                       {with("OK"), ""},
		"one byte":                      {with("1"), ""},
		"XML":                           {with(`<?xml version="1.0"?><id>c1</id>`), ""},
		"deep":                          {with(strings.Repeat(`{"data":`, 20_000)), ""},
		"brotli":                        {with("\x0b\x10\x80{}\x03", "Content-Encoding: br"), ""},
		"gzip broken off":               {with(gzipped(made)[:20]), ""},
		"gzip of gzip":                  {with(gzipped(gzipped(made))), ""},
		"gzip bomb":                     {with(gzipped(`{"data":{"id":"` + strings.Repeat("0", 16<<20))), ""},
		"chunk broken off":              {say(ok("Transfer-Encoding: chunked") + "\r\n40\r\n" + made[:20]), ""},
		"length too short":              {say(ok("Content-Length: 20") + "\r\n" + made[:20]), ""},
		"two lengths":                   {say(ok("Content-Length: 33", "Content-Length: 34") + "\r\n" + made), ""},
		"negative length":               {say(ok("Content-Length: -1") + "\r\n" + made), ""},
		"endless body":                  {endless(ok()+"\r\n"+`{"data":{"id":"`, huge), ""},
		"endless headers":               {endless(ok(), "X: "+huge+"\r\n"), ""},
		"endless status line":           {endless("HTTP/1.1 200 ", huge), ""},
		"endless continues":             {endless("", "HTTP/1.1 100 Continue\r\n\r\n"), ""},
		"endless white space":           {endless(ok()+"\r\n", strings.Repeat(" ", 1<<16)), ""},
		"drip of headers":               {drip(ok() + "\r\n" + made), ""},
		"drip of the body":              {func(c net.Conn) { _, _ = io.WriteString(c, ok()+"\r\n"); drip(made)(c) }, ""},
		"protocol switched":             {stay("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"), ""},
		"switched without a name":       {stay("HTTP/1.1 101 Switching Protocols\r\n\r\n"), ""},
		"HTTP/0.9":                      {say(made), ""},
		"HTTP/2 preface":                {say("\x00\x00\x06\x04\x00\x00\x00\x00\x00"), ""},
		"status 99":                     {say("HTTP/1.1 99 Low\r\n\r\n" + made), ""},
		"status 600":                    {say("HTTP/1.1 600 High\r\n\r\n" + made), ""},
		"status 999":                    {say("HTTP/1.1 999 Denied\r\n\r\n"), ""},
		"status of letters":             {say("HTTP/1.1 abc\r\n\r\n" + made), ""},
		"201 without a body":            {say("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"), ""},
		"202 without a body":            {say("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"), ""},
		"205":                           {say("HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n"), ""},
		"207":                           {with(`<multistatus/>`), ""},
		"closed at once":                {say(""), ""},
		"closed in the status line":     {say("HTTP/1.1 2"), ""},
		"closed in the headers":         {say(ok("Content-Le")), ""},
		"never answers":                 {stay(""), ""},
		"303, as after a stored form":   {say("HTTP/1.1 303 See Other\r\nLocation: /contact/c1\r\nContent-Length: 0\r\n\r\n"), ""},
		"302 without a place":           {say("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), ""},
		"408":                           {say("HTTP/1.1 408 T\r\nContent-Length: 0\r\n\r\n"), ""},
		"424":                           {say("HTTP/1.1 424 T\r\nContent-Length: 0\r\n\r\n"), ""},
		"460":                           {say("HTTP/1.1 460 T\r\nContent-Length: 0\r\n\r\n"), ""},
		"499":                           {say("HTTP/1.1 499 T\r\nContent-Length: 0\r\n\r\n"), ""},
		"503 with a Retry-After of now": {say("HTTP/1.1 503 S\r\nRetry-After: now\r\nContent-Length: 0\r\n\r\n"), ""},
		"503 with a negative one":       {say("HTTP/1.1 503 S\r\nRetry-After: -5\r\nContent-Length: 0\r\n\r\n"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var id string
				requests, took, err := onWire(t, c.wire, func(ctx context.Context, client *Client) (err error) {
					id, err = client.Create(ctx, ada)
					return err
				})
				failure := Classify(err)
				switch {
				case requests != 1 || took > DefaultTimeout:
					t.Errorf("%d requests in %v", requests, took)
				case c.id != "" && (err != nil || id != c.id):
					t.Errorf("got %q, %v; want %q", id, err, c.id)
				case c.id == "" && (err == nil || failure.Kind != Ambiguous || failure.UnknownOutcomes != 1):
					t.Errorf("got %q, %v; want an unknown outcome", id, err)
				}
			})
		})
	}
}

// Each status means that Thoughtly did not act on the request and the lead waits, that
// it refused the contact, or that the outcome is unknown. Of the statuses that are not in
// the table, none below 500 is repeated at once, and none is a success.
func TestStatuses(t *testing.T) {
	kinds := map[int]Kind{
		400: Refused, 401: Unauthorized, 402: Account, 403: Account, 404: Account, 408: Ambiguous, 409: Ambiguous,
		413: Refused, 422: Refused, 424: Ambiguous, 425: Transient, 429: Transient, 460: Ambiguous, 499: Ambiguous,
		302: Ambiguous, 303: Ambiguous,
	}
	for status := 300; status <= 999; status++ {
		want, listed := kinds[status]
		switch {
		case listed:
		case status < 500:
			want = Trouble
		default:
			want = Ambiguous
		}
		for _, page := range []bool{false, true} {
			if page && want == Refused {
				want = Trouble // a proxy's page is not a refusal of the contact
			}
			header := http.Header{}
			text := `{"data":null,"error":{"code":"x"}}`
			if page {
				header.Set("Content-Type", "text/html; charset=utf-8")
				text = "<html><title>Bad Request</title>"
			}
			_, failure := parseResponse(&http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(text))})
			if failure == nil || failure.Kind != want {
				t.Errorf("%d, page %v: %v, want %v", status, page, failure, want)
			}
		}
	}
}

// A page without a content type is detected by its first character.
func TestErrorPageWithoutATypeIsNotARefusal(t *testing.T) {
	_, failure := parseResponse(&http.Response{StatusCode: 400, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("\r\n<!doctype html>"))})
	if failure == nil || failure.Kind != Trouble {
		t.Errorf("%v", failure)
	}
}

// After each of these failures a call may have been placed, so it is never repeated; a
// search has no result.
func TestBrokenAnswersOfCallAndSearch(t *testing.T) {
	for name, w := range map[string]wire{
		"never answers": stay(""), "closed": say(""), "page": with("<html>"), "empty": with(""), "broken gzip": with(gzipped("{}")[:12]),
		"switched": stay("HTTP/1.1 101 S\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"), "error": with(`{"data":{},"error":{"message":"no"}}`),
		"500": say("HTTP/1.1 500 E\r\nContent-Length: 0\r\n\r\n"), "303": say("HTTP/1.1 303 S\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				requests, _, err := onWire(t, w, func(ctx context.Context, c *Client) error {
					return c.Call(ctx, Call{ContactID: "c1", Agent: "a1"})
				})
				if failure := Classify(err); err == nil || requests != 1 || failure.Kind != Ambiguous || failure.UnknownOutcomes != 1 {
					t.Errorf("call: %d requests, %v", requests, err)
				}
				requests, _, err = onWire(t, w, func(ctx context.Context, c *Client) error {
					id, err := c.Search(ctx, "+14155550123", submission)
					if id != "" {
						t.Errorf("found %q", id)
					}
					return err
				})
				// The response is not the API's, so it does not show that the format of
				// search results is unreadable.
				if failure := Classify(err); err == nil || requests != 1 || failure.Unreadable || failure.UnknownOutcomes != 0 {
					t.Errorf("search: %d requests, %v, unreadable %v", requests, err, failure.Unreadable)
				}
			})
		})
	}
}

// If the server closes an idle connection, the outcome is at worst unknown, and a lead is
// never sent twice.
func TestClosedIdleConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		requests, _, err := onWire(t, func(c net.Conn) {
			_, _ = io.WriteString(c, ok("Content-Length: 33")+"\r\n"+`{"data":{"id":"c1"},"error":null}`)
			_ = c.Close()
		}, func(ctx context.Context, c *Client) error {
			for range 3 {
				if _, err := c.Create(ctx, ada); err != nil && Classify(err).Kind != Ambiguous {
					return err
				}
				synctest.Wait()
			}
			return nil
		})
		if err != nil || requests > 3 {
			t.Errorf("%d requests, %v", requests, err)
		}
	})
}

// If the server's identity cannot be verified, nothing is sent and the lead waits: for a
// certificate with another name or authority, an expired one, and a server without TLS.
func TestNothingIsSentToAnUntrustedServer(t *testing.T) {
	asked := false
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true })
	secure, plain := httptest.NewTLSServer(handler), httptest.NewServer(handler)
	defer secure.Close()
	defer plain.Close()
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	trusting := func(change func(*tls.Config)) *http.Client {
		c := secure.Client().Transport.(*http.Transport).Clone()
		change(c.TLSClientConfig)
		return &http.Client{Transport: c}
	}
	for name, c := range map[string]*Client{
		"unknown authority": {URL: secure.URL, HTTP: NewHTTP()},
		"another name":      {URL: secure.URL, HTTP: trusting(func(c *tls.Config) { c.ServerName = "thoughtly.test" })},
		"expired":           {URL: secure.URL, HTTP: trusting(func(c *tls.Config) { c.Time = func() time.Time { return time.Now().AddDate(200, 0, 0) } })},
		"no TLS":            {URL: "https://" + strings.TrimPrefix(plain.URL, "http://"), HTTP: NewHTTP()},
	} {
		c.Credentials, c.Attempts = &secrets{}, 1
		_, err := c.Create(t.Context(), ada)
		if failure := Classify(err); err == nil || failure.Kind != Transient || failure.UnknownOutcomes != 0 || asked {
			t.Errorf("%s: %v, asked %v", name, err, asked)
		}
	}
}
