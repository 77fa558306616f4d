//go:build integration

package e2e

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// visitors send leads as the widget does: each keeps its lead, with its id,
// until the API has said yes. Some tap twice, and some send again later.
type visitors struct {
	world *world
	api   string
	rand  func() *rand.Rand
	turns chan struct{} // bounds the requests under way

	mu       sync.Mutex
	statuses map[int]int
	refused  []string
}

// patience is how long a visitor tries. The longest wait is for the lease of a
// function that was killed.
const patience = 3 * time.Minute

// send has a crowd of visitors send the leads 0 to n-1 and waits until all of
// them have been told yes.
func (v *visitors) send(n, crowd int) {
	var all sync.WaitGroup
	room := make(chan struct{}, crowd)
	for lead := range n {
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			v.visit(lead)
		})
	}
	all.Wait()
}

// visit sends one lead, once or more often.
func (v *visitors) visit(lead int) {
	r := v.rand()
	var taps sync.WaitGroup
	taps.Go(func() { v.insist(lead, r) })
	if r.IntN(4) == 0 {
		second := v.rand()
		taps.Go(func() { v.insist(lead, second) })
	}
	taps.Wait()
	if r.IntN(8) == 0 {
		v.insist(lead, r)
	}
}

// insist sends a lead until it is accepted. The waits are a fifth of the
// widget's.
func (v *visitors) insist(lead int, r *rand.Rand) {
	body := submission(lead, leadName(lead))
	for end := time.Now().Add(patience); time.Now().Before(end); {
		status, answer, wait := v.post(body)
		switch {
		case (status == 201 || status == 202) && answer.Error == nil && (answer.Data.Status == "created" || answer.Data.Status == "queued"):
			return
		case status == 409 || status == 429 || status >= 500 || status == 0:
		default:
			v.refuse(lead, status, answer)
			return
		}
		time.Sleep(wait/5 + 20*time.Millisecond + time.Duration(r.Int64N(int64(200*time.Millisecond))))
	}
	v.refuse(lead, 0, envelope{})
}

func (v *visitors) post(body string) (status int, answer envelope, wait time.Duration) {
	v.turns <- struct{}{}
	defer func() { <-v.turns }()
	defer func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.statuses[status]++
	}()
	res, err := http.Post(v.api+"/contacts", asJSON, strings.NewReader(body))
	if err != nil {
		return 0, answer, 0
	}
	defer res.Body.Close()
	seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
	b, err := io.ReadAll(res.Body)
	if err != nil || json.Unmarshal(b, &answer) != nil {
		return 0, answer, 0
	}
	return res.StatusCode, answer, time.Duration(seconds) * time.Second
}

func (v *visitors) refuse(lead, status int, answer envelope) {
	v.mu.Lock()
	defer v.mu.Unlock()
	code := "no answer that says yes"
	if answer.Error != nil {
		code = answer.Error.Code
	}
	v.refused = append(v.refused, leadName(lead)+": "+strconv.Itoa(status)+" "+code)
}

func (v *visitors) requests() (n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, count := range v.statuses {
		n += count
	}
	return n
}
