// Package awstest provides a moto server for integration tests.
package awstest

import (
	"context"
	"net"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"

	"thoughtlyform/internal/moto"
)

// StartMoto starts a moto server for one test and sets the AWS variables of the
// environment to it, so that neither the test nor its child processes can send
// requests to AWS. The server stops when the test ends.
func StartMoto(t testing.TB) *moto.Server {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	server, err := moto.Start(ctx)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Close()
		cancel()
	})
	for name, value := range server.Env() {
		t.Setenv(name, value)
	}
	return server
}

// Config returns the AWS configuration of the environment.
func Config(t testing.TB) aws.Config {
	t.Helper()
	c, err := awsconfig.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Silence returns the configuration of an endpoint that accepts connections and
// sends no response, like an unreachable service.
func Silence(t testing.TB) aws.Config {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return aws.Config{
		Region:       "eu-west-1",
		BaseEndpoint: aws.String("http://" + l.Addr().String()),
		Credentials:  aws.AnonymousCredentials{},
	}
}
