//go:build integration

package e2e

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"thoughtlyform/cmd/devstack/sandbox"
)

// doubts counts by submission id and cause how often the outcome of a create was
// unknown to a function.
type doubts struct {
	mu     sync.Mutex
	causes map[string]map[string]int
}

// called records a stored contact whose response was lost.
func (d *doubts) called(c sandbox.Stored) {
	var lead contact
	// A client that reaches its time limit can miss the response.
	late := c.Took > thoughtlyTimeout/4
	if c.Told && !late || json.Unmarshal(c.Contact.Contact, &lead) != nil {
		return
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(lead.Name, "Lead ")); err == nil {
		d.add(id(n), "Thoughtly's answer lost")
	}
}

var submissionID = regexp.MustCompile(`018f3a6e-0000-4000-8000-\d{12}`)

// died records the leads in the event of a function that crashed or timed out.
func (d *doubts) died(event any) {
	b, err := json.Marshal(event)
	if err != nil {
		return
	}
	found := submissionID.FindAllString(string(b), -1)
	slices.Sort(found)
	for _, id := range slices.Compact(found) {
		d.add(id, "function died")
	}
}

// read records the causes in a function's log. A lost lease is no cause, since a
// function's time limit is shorter than its lease.
func (d *doubts) read(log string) {
	for line := range strings.Lines(log) {
		var entry struct{ Message, Submission string }
		if !strings.HasPrefix(line, "{") || json.Unmarshal([]byte(line), &entry) != nil || entry.Submission == "" {
			continue
		}
		switch entry.Message {
		case "ledger unreachable", queueUnreachable:
			d.add(entry.Submission, entry.Message)
		}
	}
}

func (d *doubts) add(id, cause string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.causes == nil {
		d.causes = map[string]map[string]int{}
	}
	if d.causes[id] == nil {
		d.causes[id] = map[string]int{}
	}
	d.causes[id][cause]++
}

// queueUnreachable is a cause for a second message, but not for a second contact.
const queueUnreachable = "queue unreachable"

// of returns the causes for a second contact of a lead, and their number.
func (d *doubts) of(lead int) (causes map[string]int, total int) {
	causes, total = d.ofMessages(lead)
	return causes, total - causes[queueUnreachable]
}

// ofMessages returns the causes for a second message of a lead, and their
// number.
func (d *doubts) ofMessages(lead int) (causes map[string]int, total int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	causes = d.causes[id(lead)]
	for _, n := range causes {
		total += n
	}
	return causes, total
}
