package main

import (
	"net"
	"net/http"
	"strings"
)

// ownHost answers 403 to requests whose Host is not a name of this machine. A
// page on the internet whose name resolves to 127.0.0.1 (DNS rebinding) could
// otherwise read the sandbox's contacts and set its faults.
func ownHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLocal(r.Host) {
			http.Error(w, "This server answers only to localhost and 127.0.0.1.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLocal reports whether a Host header names this machine: localhost, a name
// below it (RFC 6761, section 6.3) or a loopback address.
func isLocal(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if ip := net.ParseIP(name); ip != nil {
		return ip.IsLoopback()
	}
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
		return false
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}
