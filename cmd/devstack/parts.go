package main

import (
	"context"
	"fmt"
	"net"
	"os"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"thoughtlyform/cmd/devstack/secrets"
	"thoughtlyform/lambda/credentials"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/outbox"
	"thoughtlyform/lambda/thoughtly"
)

// parts are what the functions work with.
type parts struct {
	contacts *thoughtly.Client
	keys     intake.Keys
	ledger   ledger.Ledger
	outbox   outbox.Outbox
	queue    outbox.Queue
	source   outbox.Source
}

// connect makes the parts. The credentials come through the real client of
// Secrets Manager; ledger and outbox are in memory or on moto.
func (s *stack) connect(ctx context.Context, thoughtlyURL, secret string) (parts, error) {
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return parts{}, fmt.Errorf("secrets: %w", err)
	}
	s.serve(ctx, at, secrets.New(secretName, secret))
	if err := keepFromAWS("http://" + at.Addr().String()); err != nil {
		return parts{}, err
	}
	aws, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return parts{}, fmt.Errorf("AWS configuration: %w", err)
	}
	source := &credentials.Source{
		API: secretsmanager.NewFromConfig(aws), SecretID: secretName,
		Failed: func(err error) { s.log.Warn("the secret cannot be read", "error", err) },
	}
	source.Prefetch()
	box := &outbox.Memory{}
	s.store = "in memory; AWS=moto puts them on a moto server"
	return parts{
		contacts: &thoughtly.Client{URL: thoughtlyURL, Credentials: source, HTTP: thoughtly.NewHTTP()},
		keys:     source,
		ledger:   &ledger.Memory{},
		outbox:   box, queue: box, source: box,
	}, nil
}

// keepFromAWS points every AWS client of this process, and of those that it
// starts, to an endpoint on this machine, with credentials that are nobody's.
func keepFromAWS(endpoint string) error {
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL":                 endpoint,
		"AWS_ENDPOINT_URL_SECRETS_MANAGER": endpoint,
		"AWS_ACCESS_KEY_ID":                "devstack",
		"AWS_SECRET_ACCESS_KEY":            "devstack",
		"AWS_SESSION_TOKEN":                "",
		"AWS_REGION":                       "us-east-1",
		"AWS_PROFILE":                      "",
		"AWS_CONFIG_FILE":                  os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE":      os.DevNull,
		"AWS_EC2_METADATA_DISABLED":        "true",
	} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	return nil
}
