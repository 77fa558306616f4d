package ledger

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Use is the evidence of one use of a consent: a created contact or a call that
// was placed or may have been placed.
type Use struct {
	SubmissionID string    `json:"submission_id"`
	Form         string    `json:"form"`
	Time         time.Time `json:"time"`
	Phone        string    `json:"phone"` // E.164
	Kind         UseKind   `json:"kind"`
	Unknown      bool      `json:"unknown,omitempty"` // Thoughtly's answer was lost
	ContactID    string    `json:"contact_id"`
	Agent        string    `json:"agent,omitempty"` // of a call
}

// UseKind is the kind of a use.
type UseKind string

// The kinds.
const (
	UseCreate UseKind = "create"
	UseCall   UseKind = "call"
)

// putUse returns the put of a use. It is stored as one JSON text, so that the
// text in the evidence is the text that was written.
func (d *Dynamo) putUse(u Use) (types.TransactWriteItem, error) {
	record, err := json.Marshal(u)
	return d.putNew(item{
		"pk":     text("use#" + u.Phone),
		"sk":     text(u.Time.UTC().Format(sortableTime) + "#" + u.SubmissionID + "#" + string(u.Kind)),
		"record": text(string(record)), "expires_at": seconds(u.Time.Add(d.keepFor())),
	}), err
}

// sortableTime has a fixed width, so that text order is the order of times.
const sortableTime = "2006-01-02T15:04:05.000000Z"

// Uses implements Evidence.
func (d *Dynamo) Uses(ctx context.Context, phone string) (list []Use, err error) {
	err = d.query(ctx, "pk = :pk", item{":pk": text("use#" + phone)}, func(it item) error {
		var u Use
		err := json.Unmarshal([]byte(str(it, "record")), &u)
		list = append(list, u)
		return err
	})
	return list, wrap("uses", err)
}

func (d *Dynamo) keepFor() time.Duration {
	if d.ConsentFor == 0 {
		return DefaultConsentFor
	}
	return d.ConsentFor
}
