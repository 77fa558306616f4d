// Command devstack runs the whole system on one machine: a demo site with the
// form, the API with a replacement for API Gateway, the functions' real handlers,
// and a Thoughtly sandbox that shows contacts and calls. It sends no request to
// AWS, and none to Thoughtly unless it has Thoughtly's credentials.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	slog.SetDefault(log)
	o, err := readOptions(os.Getenv)
	if err != nil {
		fail(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := start(ctx, o, log)
	if err != nil {
		fail(err)
	}
	fmt.Print(s.banner())
	<-ctx.Done()
	// A second Ctrl-C ends the process at once.
	stop()
	s.stop()
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "devstack:", err)
	os.Exit(1)
}
