package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing/fstest"
	"time"

	"github.com/aws/aws-lambda-go/events"

	formsets "thoughtlyform/forms"
	"thoughtlyform/lambda/delivery"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
	"thoughtlyform/shared"
	"thoughtlyform/shared/phone"
)

// agreeable is a Thoughtly client that creates every contact at once.
type agreeable struct{}

func (agreeable) Create(context.Context, shared.Contact) (string, error) { return "c_1", nil }
func (agreeable) Search(context.Context, string, string) (string, error) { return "", nil }
func (agreeable) Call(context.Context, thoughtly.Call) error             { return nil }

// blank is a ledger that stores nothing, so that it does not grow.
type blank struct{ ledger.Ledger }

func (blank) Claim(context.Context, ledger.Claim) (ledger.Record, error) {
	return ledger.Record{State: ledger.Won}, nil
}
func (blank) Complete(context.Context, ledger.Claim, ledger.Answer, ...ledger.Use) error { return nil }
func (blank) Stopped(context.Context, string) (bool, error)                              { return false, nil }
func (blank) Release(context.Context, ledger.Claim) error                                { return nil }
func (blank) Count(context.Context, ...ledger.Window) (int, error)                       { return -1, nil }
func (blank) Uncount(context.Context, ...ledger.Window) error                            { return nil }
func (blank) RecordConsent(context.Context, ledger.Consent) error                        { return nil }
func (blank) Take(context.Context, ledger.Pace) (time.Duration, bool, error)             { return 0, true, nil }

const filler = "abcdefghij klmnopqrst "

func text(n int) string { return strings.Repeat(filler, n/len(filler)+1)[:n] }

// deployment returns a handler with n forms, the first of which has extra fields.
func deployment(n, extra int) (*intake.Handler, error) {
	files := fstest.MapFS{}
	shipped, err := formsets.Embedded()
	if err != nil {
		return nil, err
	}
	messages, err := json.Marshal(shipped.Messages("en"))
	if err != nil {
		return nil, err
	}
	files["locales/en.json"] = &fstest.MapFile{Data: messages}
	for i := range n {
		id := fmt.Sprintf("form-%d", i)
		list := []any{map[string]any{"name": "phone_number", "type": "tel", "required": true}}
		for f := range extra {
			list = append(list, map[string]any{
				"name": fmt.Sprintf("attributes.field_%d", f), "type": "textarea", "max": 1000,
				"label": map[string]string{"en": "A field"},
			})
		}
		b, err := json.Marshal(map[string]any{
			"$schema": "./schema.json", "id": id, "title": map[string]string{"en": "A form"},
			"fields": list, "countries": map[string]any{"default": "US"}, "locales": []string{"en"},
		})
		if err != nil {
			return nil, err
		}
		files[id+".json"] = &fstest.MapFile{Data: b}
	}
	set, err := formsets.Load(files)
	if err != nil {
		return nil, err
	}
	return intake.New(intake.Config{
		Forms: func() *formsets.Set { return set }, Contacts: agreeable{}, Ledger: blank{}, Queue: &queue.Memory{},
		Unguarded: true,
	}), nil
}

// submit returns a request to the last of n forms with attributes, each of so many
// bytes, and with so much text in a member that is cut short.
func submit(h *intake.Handler, form, attributes, each, pad, status int) (func() error, error) {
	values := map[string]string{}
	for i := range attributes {
		values[fmt.Sprintf("field_%d", i)] = text(each)
	}
	page := map[string]string{"url": "https://own.example/pricing"}
	if pad > 0 {
		page["referrer"] = "https://own.example/" + strings.Repeat("a", pad)
	}
	body, err := json.Marshal(map[string]any{
		"form": fmt.Sprintf("form-%d", form), "submission_id": "018f3a6e-0000-4000-8000-000000000001",
		"phone_number": "+1 415 555 0123", "attributes": values, "page": page,
	})
	if err != nil {
		return nil, err
	}
	event := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "POST /contacts", RawPath: "/contacts", Body: string(body),
		Headers: map[string]string{"content-type": "application/json"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			DomainName: "own.example",
			HTTP:       events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: "POST", Path: "/contacts", SourceIP: "192.0.2.10"},
		},
	}
	return func() error {
		res, err := h.Handle(context.Background(), event)
		if err == nil && res.StatusCode != status {
			err = fmt.Errorf("answered %d, want %d: %.300s", res.StatusCode, status, res.Body)
		}
		return err
	}, nil
}

func body(size int) (func() error, error) {
	h, err := deployment(1, 0)
	if err != nil {
		return nil, err
	}
	const rest = 210 // bytes of a body without padding
	return submit(h, 0, 0, 0, max(size-rest, 1), 201)
}

func fields(size int) (func() error, error) {
	h, err := deployment(1, size)
	if err != nil {
		return nil, err
	}
	return submit(h, 0, 0, 0, 0, 201)
}

func attributes(size int) (func() error, error) {
	h, err := deployment(1, 20)
	if err != nil {
		return nil, err
	}
	return submit(h, 0, size, 200, 0, 201)
}

// forms keeps a deployment for each size: definitions are checked at build time,
// not in a request.
var forms = func() subject {
	kept := map[int]*intake.Handler{}
	return func(size int) (func() error, error) {
		if kept[size] == nil {
			h, err := deployment(size, 3)
			if err != nil {
				return nil, err
			}
			kept[size] = h
		}
		return submit(kept[size], size-1, 3, 50, 0, 201)
	}
}()

// queued drains a queue that holds so many messages, ten at a time as
// Lambda's event source mapping does.
func queued(size int) (func() error, error) {
	return func() error {
		ctx := context.Background()
		box := &queue.Memory{}
		h := delivery.New(delivery.Config{Contacts: agreeable{}, Ledger: blank{}, Queue: box})
		for i := range size {
			err := box.Send(ctx, queue.Message{
				Form: "contact", SubmissionID: fmt.Sprintf("018f3a6e-0000-4000-8000-%012d", i), Accepted: time.Now(),
				Contact: shared.Contact{PhoneNumber: "+14155550123", Name: "Ada"},
			})
			if err != nil {
				return err
			}
		}
		for left := size; left > 0; {
			list, err := box.Receive(ctx, 10, time.Minute)
			if err != nil {
				return err
			}
			res, err := h.Handle(ctx, events.SQSEvent{Records: list})
			if err != nil || len(res.BatchItemFailures) > 0 || len(list) == 0 {
				return errors.Join(err, fmt.Errorf("%d of %d messages failed", len(res.BatchItemFailures), len(list)))
			}
			for _, m := range list {
				if err := box.Delete(ctx, m.ReceiptHandle); err != nil {
					return err
				}
			}
			left -= len(list)
		}
		return nil
	}, nil
}

// typed returns a number with so much noise in it.
func typed(size int) (func() error, error) {
	number := []byte("+1415" + strings.Repeat("-", max(size-12, 0)) + "5550123")
	region := phone.ParseRegion("US")
	return func() error {
		n, err := phone.ParseBytes(number, region)
		if size <= 64 && (err != 0 || !n.IsValid()) {
			return fmt.Errorf("%d characters are judged %v", len(number), err)
		}
		return nil
	}, nil
}
