package moto

import (
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
)

// serialize puts a proxy before the server that lets DynamoDB's requests
// through one at a time. DynamoDB's conditional writes are atomic; moto's threads look
// and then write, and among some thousand racing claims two win.
func (s *Server) serialize(target string) error {
	to, err := url.Parse(target)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host // queues are named by it
		},
		Transport: &http.Transport{MaxIdleConnsPerHost: 64},
		ErrorLog:  log.New(io.Discard, "", 0), // clients that give up are the tests' own
	}
	var writes sync.Mutex
	s.proxy = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB_") {
			writes.Lock()
			defer writes.Unlock()
		}
		proxy.ServeHTTP(w, r)
	})}
	s.URL = "http://" + l.Addr().String()
	go func() { _ = s.proxy.Serve(l) }()
	return nil
}
