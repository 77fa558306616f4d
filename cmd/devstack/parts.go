package main

import (
	"context"
	"fmt"
	"maps"
	"net"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"thoughtlyform/cmd/devstack/secrets"
	"thoughtlyform/internal/moto"
	"thoughtlyform/lambda/credentials"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/queue"
	"thoughtlyform/lambda/thoughtly"
)

// name is the name of the secret and, on moto, of the table and the queue.
const name = "thoughtly-form"

// parts are the services that both functions use.
type parts struct {
	contacts *thoughtly.Client
	keys     *credentials.Source
	ledger   ledger.Ledger
	queue    queueStore
	review   queueStore
}

// queueStore is a queue with all its interfaces.
type queueStore interface {
	queue.Sender
	queue.Consumer
	queue.Source
}

// connect creates the parts, with ledger and queues in memory or on moto. In both
// cases the credentials are read with the real client of Secrets Manager.
func (s *stack) connect(ctx context.Context, thoughtlyURL, secret string) (p parts, err error) {
	var settings aws.Config
	if s.moto {
		settings, err = s.connectMoto(ctx, &p, secret)
	} else {
		settings, err = s.connectMemory(ctx, &p, secret)
	}
	if err != nil {
		return p, err
	}
	p.keys = &credentials.Source{
		API: secretsmanager.NewFromConfig(settings), SecretID: name,
		Failed: func(err error) { s.log.Warn("the secret cannot be read", "error", err) },
	}
	p.keys.Prefetch()
	p.contacts = &thoughtly.Client{URL: thoughtlyURL, Credentials: p.keys, HTTP: thoughtly.NewHTTP()}
	p.contacts.Repeat = func(ctx context.Context) bool {
		_, ok, err := p.ledger.Take(ctx, ledger.ThoughtlyPace(s.rpm, ledger.Backlog))
		return ok && err == nil
	}
	return p, nil
}

func (s *stack) connectMemory(ctx context.Context, p *parts, secret string) (aws.Config, error) {
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return aws.Config{}, fmt.Errorf("secret: %w", err)
	}
	s.serve(ctx, at, secrets.New(name, secret))
	p.ledger, p.queue, p.review = &ledger.Memory{Now: s.now}, &queue.Memory{}, &queue.Memory{}
	s.store = "in memory; AWS=moto puts them on a moto server"
	endpoint := "http://" + at.Addr().String()
	return awsSettings(ctx, map[string]string{
		"AWS_ENDPOINT_URL":                 endpoint,
		"AWS_ENDPOINT_URL_SECRETS_MANAGER": endpoint,
		"AWS_ACCESS_KEY_ID":                "devstack",
		"AWS_SECRET_ACCESS_KEY":            "devstack",
		"AWS_SESSION_TOKEN":                "",
		"AWS_REGION":                       "us-east-1",
	})
}

func (s *stack) connectMoto(ctx context.Context, p *parts, secret string) (aws.Config, error) {
	// The server must run until the work that uses it has ended.
	server, err := moto.Start(context.WithoutCancel(ctx))
	if err != nil {
		return aws.Config{}, err
	}
	s.closers = append(s.closers, server.Close)
	settings, err := awsSettings(ctx, server.Env())
	if err != nil {
		return settings, err
	}
	made, err := moto.Provision(ctx, settings, name, secret)
	if err != nil {
		return settings, err
	}
	p.ledger = &ledger.Dynamo{API: dynamodb.NewFromConfig(settings), Table: made.TableName, EvidenceTable: made.EvidenceTable, Now: s.now}
	p.queue = &queue.SQS{API: sqs.NewFromConfig(settings), URL: made.QueueURL, DeadURL: made.DeadURL}
	p.review = &queue.SQS{API: sqs.NewFromConfig(settings), URL: made.ReviewURL}
	s.store = "on moto, " + server.URL
	return settings, nil
}

// awsSettings sets env, which contains a local endpoint, in the process's
// environment and returns the SDK's settings. It disables the developer's profile
// and the machine's role, so that no client can send a request to AWS.
func awsSettings(ctx context.Context, env map[string]string) (aws.Config, error) {
	env = maps.Clone(env)
	env["AWS_PROFILE"] = ""
	env["AWS_CONFIG_FILE"] = os.DevNull
	env["AWS_SHARED_CREDENTIALS_FILE"] = os.DevNull
	env["AWS_EC2_METADATA_DISABLED"] = "true"
	for variable, value := range env {
		if err := os.Setenv(variable, value); err != nil {
			return aws.Config{}, err
		}
	}
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return settings, fmt.Errorf("AWS settings: %w", err)
	}
	return settings, nil
}
