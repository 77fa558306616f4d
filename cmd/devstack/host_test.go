package main

import (
	"net/http"
	"testing"
)

func TestServersAnswerOnlyToTheirHost(t *testing.T) {
	s := run(t, nil)
	for _, base := range []string{s.siteURL, s.sandboxURL} {
		for _, path := range []string{"/", "/_sandbox/contacts", "/_sandbox/faults", "/healthz", "/forms/contact", "/contacts"} {
			for host, refused := range map[string]bool{
				"evil.example": true, "evil.example:8081": true, "localhost.evil.example": true, "192.0.2.1": true, "127.0.0.1.evil.example": true,
				"127.0.0.1.evil": true, "evil.localhost.example.": true, "localhost@evil.example": true, "evil@x.localhost": true, "0.0.0.0": true, "[::]:80": true, "[::ffff:192.0.2.1]": true, "2130706433": true,
				"localhost.": false, "127.0.0.1.:80": false, "[::ffff:127.0.0.1]": false, "127.1.2.3": false,
				"localhost": false, "LOCALHOST:8081": false, "127.0.0.1:1": false, "[::1]:80": false, "shop.localhost:8080": false,
			} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				req.Host = host
				res, err := http.DefaultTransport.RoundTrip(req)
				if err != nil {
					t.Fatal(err)
				}
				_ = res.Body.Close()
				if (res.StatusCode == http.StatusForbidden) != refused {
					t.Errorf("%s%s with Host %s: %d", base, path, host, res.StatusCode)
				}
			}
		}
	}
}
