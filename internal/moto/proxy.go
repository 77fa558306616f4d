package moto

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// serialize starts a proxy before the server that forwards one request to DynamoDB
// and one to SQS at a time. moto handles each request in a thread and does not
// lock its data, so that concurrent requests break guarantees of AWS:
//
//   - DynamoDB: a conditional write checks first and writes afterwards. Of some
//     thousand concurrent claims of one key, two succeed.
//   - SQS: DeleteMessage copies the queue's list without the message and then
//     stores the copy. A message that is sent in between is lost, although its
//     sender got a success. Of two concurrent deletes, each restores the other's
//     message. With 600 waiting messages, two deleting and four sending threads,
//     moto 5.2.5 loses 20% to 40% of the sent messages and restores more than a
//     third of the deleted ones.
//
// A request holds its lock until moto has responded, even if its client has given
// up, because moto still executes it.
func (s *Server) serialize(target string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.proxy = &http.Server{ReadHeaderTimeout: time.Minute, Handler: &proxy{target: target, reach: &s.reach, client: &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}}
	s.URL = "http://" + l.Addr().String()
	go func() { _ = s.proxy.Serve(l) }()
	return nil
}

type proxy struct {
	target        string
	reach         *reach
	client        *http.Client
	dynamo, queue sync.Mutex
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has disconnected
	}
	p.reach.wait()
	var answer *response
	switch target := r.Header.Get("X-Amz-Target"); {
	case target == "AmazonSQS.ReceiveMessage":
		answer, err = p.receive(r, body)
	case strings.HasPrefix(target, "AmazonSQS."):
		answer, err = p.locked(&p.queue, r, body)
	case strings.HasPrefix(target, "DynamoDB_"):
		answer, err = p.locked(&p.dynamo, r, body)
	default:
		answer, err = p.forward(r, body)
	}
	p.reach.wait()
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body)
}

func (p *proxy) locked(l sync.Locker, r *http.Request, body []byte) (*response, error) {
	l.Lock()
	defer l.Unlock()
	return p.forward(r, body)
}

// receive implements long polling without the lock, since a long poll in moto would
// block all senders.
func (p *proxy) receive(r *http.Request, body []byte) (*response, error) {
	var input map[string]any
	if err := json.Unmarshal(body, &input); err != nil {
		return nil, err
	}
	seconds, _ := input["WaitTimeSeconds"].(float64)
	input["WaitTimeSeconds"] = 0
	body, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	wait := time.After(time.Duration(seconds * float64(time.Second)))
	for {
		answer, err := p.locked(&p.queue, r, body)
		if err != nil || answer.status != http.StatusOK || bytes.Contains(answer.body, []byte(`"ReceiptHandle"`)) {
			return answer, err
		}
		select {
		case <-r.Context().Done():
			return answer, nil
		case <-wait:
			return answer, nil
		case <-time.After(50 * time.Millisecond):
		}
	}
}

type response struct {
	status int
	header http.Header
	body   []byte
}

func (p *proxy) forward(r *http.Request, body []byte) (*response, error) {
	out, err := http.NewRequestWithContext(context.WithoutCancel(r.Context()), r.Method, p.target+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	out.Header = r.Header.Clone()
	out.Host = r.Host // part of queue URLs
	res, err := p.client.Do(out)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	return &response{res.StatusCode, res.Header, b}, nil
}
