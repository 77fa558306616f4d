package secrets

import (
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
)

func TestRealClientReadsTheSecret(t *testing.T) {
	store := New("thoughtly", "one")
	server := httptest.NewServer(store)
	defer server.Close()
	client := secretsmanager.New(secretsmanager.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(server.URL),
		Credentials:  credentials.NewStaticCredentialsProvider("devstack", "devstack", ""),
	})
	read := func(id string) (*secretsmanager.GetSecretValueOutput, error) {
		return client.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String(id)})
	}
	first, err := read("thoughtly")
	if err != nil {
		t.Fatal(err)
	}
	store.Put("two")
	second, err := read(*first.ARN)
	if err != nil {
		t.Fatal(err)
	}
	if *first.SecretString != "one" || *second.SecretString != "two" || *first.VersionId == *second.VersionId || store.Reads() != 2 {
		t.Errorf("read %s, then %s; %d reads", *first.SecretString, *second.SecretString, store.Reads())
	}
	_, err = read("else")
	var missing *types.ResourceNotFoundException
	if !errors.As(err, &missing) {
		t.Errorf("another secret: %v", err)
	}
}
