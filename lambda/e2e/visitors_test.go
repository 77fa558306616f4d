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

// visitors send leads like the widget: each sends its lead with the same id until the
// API accepts it. Some press the button twice, and some send again later.
type visitors struct {
	world    *world
	api      string
	rand     func(stream int) *rand.Rand
	turns    chan struct{} // limits concurrent requests
	answered func()        // called after each response or failed request

	mu       sync.Mutex
	statuses map[int]int
	refused  []string
}

func newVisitors(w *world, api string, random func(stream int) *rand.Rand) *visitors {
	return &visitors{world: w, api: api, rand: random, turns: make(chan struct{}, 16), answered: func() {}, statuses: map[int]int{}}
}

// send sends the leads 0 to n-1, with crowd visitors at a time. It returns when all
// have been accepted, or when the test is stuck.
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

// visit sends one lead, once or several times.
func (v *visitors) visit(lead int) {
	r := v.rand(2 * lead)
	var presses sync.WaitGroup
	if r.IntN(4) == 0 {
		presses.Go(func() { v.insist(lead, v.rand(2*lead+1)) })
	}
	v.insist(lead, r)
	presses.Wait()
	if r.IntN(8) == 0 {
		v.insist(lead, r)
	}
}

// insist sends a lead until it is accepted, with a fifth of the widget's pauses.
func (v *visitors) insist(lead int, r *rand.Rand) {
	body := submission(lead, leadName(lead))
	for !v.world.stuck() {
		status, answer, wait := v.post(body)
		switch {
		case (status == 201 || status == 202) && answer.Error == nil && (answer.Data.Status == "created" || answer.Data.Status == "queued"):
			v.world.moved("accepted", lead)
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
		v.statuses[status]++
		v.mu.Unlock()
		v.answered()
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
	code := "never accepted"
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
