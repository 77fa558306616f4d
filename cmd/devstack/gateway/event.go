package gateway

import (
	"encoding/base64"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// newEvent returns the event for a request, in payload format 2.0.
func newEvent(r *http.Request, body []byte, routeKey, id string) events.APIGatewayV2HTTPRequest {
	now := time.Now()
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	prefix, _, _ := strings.Cut(host, ".")
	path := r.URL.EscapedPath()
	event := events.APIGatewayV2HTTPRequest{
		Version:               "2.0",
		RouteKey:              routeKey,
		RawPath:               path,
		RawQueryString:        r.URL.RawQuery,
		Headers:               headers(r),
		QueryStringParameters: joined(r.URL.Query()),
		PathParameters:        pathParameters(r, routeKey),
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey:     routeKey,
			AccountID:    "000000000000",
			APIID:        "devstack",
			Stage:        "$default",
			RequestID:    id,
			DomainName:   host,
			DomainPrefix: prefix,
			Time:         now.UTC().Format("02/Jan/2006:15:04:05 +0000"),
			TimeEpoch:    now.UnixMilli(),
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method:    r.Method,
				Path:      path,
				Protocol:  r.Proto,
				SourceIP:  address,
				UserAgent: r.UserAgent(),
			},
		},
	}
	for _, line := range r.Header.Values("Cookie") {
		for cookie := range strings.SplitSeq(line, ";") {
			event.Cookies = append(event.Cookies, strings.TrimSpace(cookie))
		}
	}
	if len(body) == 0 {
		return event
	}
	if isText(r.Header.Get("Content-Type")) && utf8.Valid(body) {
		event.Body = string(body)
	} else {
		event.Body = base64.StdEncoding.EncodeToString(body)
		event.IsBase64Encoded = true
	}
	return event
}

// isText reports whether the event contains a body of a content type as text. All
// others, form posts included, are in base64. newEvent also encodes text that is
// not UTF-8, which JSON cannot contain; the documentation does not describe this
// case.
func isText(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch media {
	case "application/json", "application/javascript", "application/xml":
		return true
	}
	return strings.HasPrefix(media, "text/")
}

// headers returns the request's headers without cookies, with names in lower case
// and the values of a name joined by a comma.
func headers(r *http.Request) map[string]string {
	all := map[string]string{"host": r.Host}
	for name, values := range r.Header {
		if name != "Cookie" {
			all[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	address, port, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return all
	}
	if before := all["x-forwarded-for"]; before != "" {
		address = before + ", " + address
	}
	all["x-forwarded-for"] = address
	all["x-forwarded-port"] = port
	all["x-forwarded-proto"] = "http"
	return all
}

func joined(query map[string][]string) map[string]string {
	if len(query) == 0 {
		return nil
	}
	all := make(map[string]string, len(query))
	for name, values := range query {
		all[name] = strings.Join(values, ",")
	}
	return all
}

func pathParameters(r *http.Request, routeKey string) map[string]string {
	var all map[string]string
	for part := range strings.SplitSeq(routeKey, "/") {
		name, ok := strings.CutPrefix(part, "{")
		if !ok {
			continue
		}
		name = strings.TrimSuffix(name, "}")
		if all == nil {
			all = map[string]string{}
		}
		all[name] = r.PathValue(name)
	}
	return all
}
