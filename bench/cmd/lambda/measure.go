package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"thoughtlyform/internal/emulator"
)

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// measureStart starts the function and gives it an event at its first poll,
// as a visitor does who meets a cold start.
func measureStart(ctx context.Context, w *world, f function, round int, to *figures) error {
	p, err := start(f.command, w.env(), allCores())
	if err != nil {
		return err
	}
	defer p.close()
	_, answered, err := p.api.invoke(ctx, event(round, f.Name), f.status)
	if err != nil {
		return fmt.Errorf("%w: %s", err, p.said.String())
	}
	poll, err := p.firstPoll()
	if err != nil {
		return err
	}
	to.Poll = append(to.Poll, ms(poll))
	to.First = append(to.First, ms(answered.Sub(p.started)))
	return nil
}

// measureWarm sends one event after the other to a function on one core.
func measureWarm(ctx context.Context, w *world, f function, n sizes, to *figures) error {
	p, err := start(f.command, w.env(), lastCore())
	if err != nil {
		return err
	}
	defer p.close()
	if _, err := p.firstPoll(); err != nil {
		return err
	}
	for i := range n.warmUp {
		if _, _, err := p.api.invoke(ctx, event(i, f.Name+"-warm-up"), f.status); err != nil {
			return fmt.Errorf("%w: %s", err, p.said.String())
		}
	}
	w.take()
	calls, cpu, began := 0, p.cpu(), time.Now()
	for i := range n.warm {
		from, at, err := p.api.invoke(ctx, event(i, f.Name+"-warm"), f.status)
		if err != nil {
			return fmt.Errorf("%w: %s", err, p.said.String())
		}
		busy, count := w.take()
		calls += count
		to.Latency = append(to.Latency, ms(at.Sub(from)))
		to.Overhead = append(to.Overhead, ms(at.Sub(from)-busy))
	}
	to.Throughput = float64(n.warm) / time.Since(began).Seconds()
	to.CPU = ms(p.cpu()-cpu) / float64(n.warm)
	to.Calls = float64(calls) / float64(n.warm)
	to.Resident, to.Peak = p.memory()
	return nil
}

// measureEmulated does both again under the emulator, which starts the
// function when the first event comes.
func measureEmulated(ctx context.Context, w *world, f function, n sizes, to *figures) error {
	binary, err := program(f)
	if err != nil {
		return err
	}
	for round := range n.rieStarts {
		if err := emulated(ctx, w, f, binary, round, n, to); err != nil {
			return err
		}
	}
	return nil
}

func emulated(ctx context.Context, w *world, f function, binary string, round int, n sizes, to *figures) error {
	e, err := emulator.Start(ctx, binary, w.env())
	if err != nil {
		return err
	}
	defer e.Close()
	invoke := func(i int) (time.Duration, error) {
		var res events.APIGatewayV2HTTPResponse
		from := time.Now()
		err := e.Invoke(ctx, json.RawMessage(event(i, fmt.Sprint(f.Name, "-rie-", round))), &res)
		took := time.Since(from)
		if err == nil && res.StatusCode != f.status {
			err = fmt.Errorf("answered %d: %.300s", res.StatusCode, res.Body)
		}
		return took, err
	}
	took, err := invoke(0)
	if err != nil {
		return err
	}
	to.RIEFirst = append(to.RIEFirst, ms(took))
	if round > 0 {
		return nil
	}
	w.take()
	for i := range n.rieWarm {
		took, err := invoke(i + 1)
		if err != nil {
			return err
		}
		busy, _ := w.take()
		to.RIELatency = append(to.RIELatency, ms(took))
		to.RIEOverhead = append(to.RIEOverhead, ms(took-busy))
	}
	return nil
}

// program returns the function as the one file that the emulator runs.
func program(f function) (string, error) {
	if len(f.command) == 1 {
		return f.command[0], nil
	}
	path := filepath.Join(filepath.Dir(f.command[1]), "bootstrap")
	return path, os.WriteFile(path, []byte("#!/bin/sh\nexec "+strings.Join(f.command, " ")+"\n"), 0o755)
}

// event is API Gateway's for the nth submission of a run; every one is a new
// lead.
func event(n int, run string) []byte {
	id := 0
	for _, c := range run {
		id = id*31 + int(c)
	}
	body := fmt.Sprintf(`{"form":"contact","submission_id":"018f3a6e-0000-4000-8000-%04x%08x","phone_number":"(415) 555-01%02d",`+
		`"name":"Ada Lovelace","email":"ada.%d@example.com","country_code":"US","consent":true,`+
		`"page":{"url":"https://own.example/pricing","locale":"en","campaign":{"utm_source":"mail"}}}`,
		id&0xffff, n, n%100, n)
	b, err := json.Marshal(events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "POST /contacts", RawPath: "/contacts", Body: body,
		Headers: map[string]string{
			"accept": "application/json", "accept-language": "en-GB,en;q=0.9", "content-type": "application/json",
			"host": "own.example", "origin": "https://own.example", "sec-fetch-site": "same-origin",
			"user-agent": "Mozilla/5.0 (X11; Linux x86_64)", "x-forwarded-for": "192.0.2.10",
		},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			DomainName: "own.example", RequestID: "JKJaXmPLvHcESHA=", RouteKey: "POST /contacts", Stage: "$default",
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: "POST", Path: "/contacts", Protocol: "HTTP/1.1", SourceIP: "192.0.2.10",
			},
		},
	})
	if err != nil {
		panic(err) // strings always encode
	}
	return b
}
