package main

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"

	"thoughtlyform/cmd/devstack/sandbox"
)

// world is what a function calls: AWS, whose every call succeeds, and Thoughtly's
// sandbox. It records when it was busy, so that its time can be subtracted from
// the function's.
type world struct {
	aws, thoughtly *httptest.Server
	sandbox        *sandbox.Sandbox

	mu    sync.Mutex
	calls []span
}

type span struct{ from, to time.Time }

func newWorld() (*world, error) {
	box, err := sandbox.New(sandbox.Config{})
	if err != nil {
		return nil, err
	}
	w := &world{sandbox: box}
	w.aws = httptest.NewServer(w.timed(http.HandlerFunc(answerAWS)))
	w.thoughtly = httptest.NewServer(w.timed(box))
	return w, nil
}

func (w *world) close() {
	w.aws.Close()
	w.thoughtly.Close()
}

// timed notes a handler's time from the request's arrival to its answer.
func (w *world) timed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		from := time.Now()
		next.ServeHTTP(rw, r)
		to := time.Now()
		w.mu.Lock()
		w.calls = append(w.calls, span{from, to})
		w.mu.Unlock()
	})
}

// take returns how long calls were in progress since the last take, and how many
// there were. Calls overlap, so it returns the length of their union.
func (w *world) take() (busy time.Duration, calls int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	busy, calls = union(w.calls), len(w.calls)
	w.calls = w.calls[:0]
	return busy, calls
}

// union returns the time that spans cover together; they come in the order of
// their ends.
func union(spans []span) (total time.Duration) {
	var open time.Time // everything from here on is counted
	for i := len(spans) - 1; i >= 0; i-- {
		from, to := spans[i].from, spans[i].to
		if open.IsZero() || to.Before(open) {
			open = to
		}
		if from.Before(open) {
			total += open.Sub(from)
			open = from
		}
	}
	return total
}

// env returns the environment of a deployed function, with the stand-ins for the
// services.
func (w *world) env() map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL":          w.aws.URL,
		"AWS_REGION":                "eu-west-1",
		"AWS_ACCESS_KEY_ID":         "bench",
		"AWS_SECRET_ACCESS_KEY":     "bench",
		"AWS_EC2_METADATA_DISABLED": "true",
		"SECRET_ID":                 "secret",
		"TABLE_NAME":                "table",
		"EVIDENCE_TABLE":            "evidence",
		"QUEUE_URL":                 w.aws.URL + "/queue",
		"DLQ_URL":                   w.aws.URL + "/dead",
		"REVIEW_URL":                w.aws.URL + "/review",
		"THOUGHTLY_URL":             w.thoughtly.URL,
		"THOUGHTLY_RPM":             "60000",
		"ALLOWED_ORIGINS":           "https://own.example",
		"GUARD":                     "off",
	}
}

// answerAWS makes every call succeed at once. DynamoDB's clients compare each
// answer with its checksum.
func answerAWS(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	answer := "{}"
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch op {
	case "GetSecretValue":
		answer = `{"SecretString":"{\"api_token\":\"t\",\"team_id\":\"t\",\"hmac_key\":\"k\"}"}`
	case "SendMessage":
		var message struct{ MessageBody string }
		_ = json.Unmarshal(body, &message)
		sum := md5.Sum([]byte(message.MessageBody))
		answer = fmt.Sprintf(`{"MessageId":"m","MD5OfMessageBody":"%s"}`, hex.EncodeToString(sum[:]))
	}
	h := w.Header()
	h.Set("Content-Type", "application/x-amz-json-1.0")
	h.Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(answer))), 10))
	_, _ = io.WriteString(w, answer) // a client that went away is measured as such
}
