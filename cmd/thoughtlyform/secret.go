package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"golang.org/x/term"
)

// secret reads Thoughtly's API token and team id and stores them in the secret.
// It keeps the secret's other members.
func secret(ctx context.Context, t *task) error {
	if t.dry {
		t.say("ask for the API token and the team id, and store them in the secret of %s", t.env.stack)
		return nil
	}
	cfg, s, err := t.connect(ctx, "SecretArn")
	if err != nil {
		return err
	}
	ask := t.asker()
	token, err := ask("API token (not shown): ")
	if err != nil {
		return err
	}
	team, err := ask("Team id (not shown): ")
	if err != nil {
		return err
	}
	if err := update(ctx, cfg, s.outputs["SecretArn"], map[string]string{"api_token": token, "team_id": team}); err != nil {
		return err
	}
	t.say("Stored. The functions read it within 15 minutes, or at once if Thoughtly refuses the old token.")
	return nil
}

// update sets members of the secret and keeps the others. It adds the HMAC key,
// which signs challenges and hashes counters, to a secret without one.
// CloudFormation creates the secret without a value.
func update(ctx context.Context, cfg aws.Config, id string, set map[string]string) error {
	client := secretsmanager.NewFromConfig(cfg)
	now, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &id})
	var missing *types.ResourceNotFoundException
	if errors.As(err, &missing) {
		now, err = &secretsmanager.GetSecretValueOutput{}, nil
	}
	if err != nil {
		return err
	}
	value, err := merge(aws.ToString(now.SecretString), set)
	if err != nil || value == aws.ToString(now.SecretString) {
		return err
	}
	_, err = client.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: &id, SecretString: &value})
	return err
}

// merge returns the secret's value with members set. It adds an HMAC key if the
// secret has none, and never changes an existing one.
func merge(now string, set map[string]string) (string, error) {
	members := map[string]any{}
	if now != "" && json.Unmarshal([]byte(now), &members) != nil {
		return "", errors.New("the secret is not a JSON object; nothing was changed") // the decoder's error can quote it
	}
	for name, value := range set {
		members[name] = value
	}
	if key, _ := members["hmac_key"].(string); key == "" {
		members["hmac_key"] = rand.Text() + rand.Text()
	} else if len(set) == 0 {
		return now, nil
	}
	b, err := json.Marshal(members)
	return string(b), err
}

// asker returns a function that prompts for one value and reads a line, from a
// terminal without echo.
func (t *task) asker() func(prompt string) (string, error) {
	lines := bufio.NewReader(t.in)
	return func(prompt string) (string, error) {
		var typed string
		if fd := int(t.in.Fd()); term.IsTerminal(fd) {
			fmt.Fprint(os.Stderr, prompt)
			b, err := term.ReadPassword(fd)
			fmt.Fprintln(os.Stderr)
			if err != nil {
				return "", err
			}
			typed = string(b)
		} else {
			line, err := lines.ReadString('\n')
			if err != nil && (err != io.EOF || line == "") {
				return "", errors.New("two lines were expected, the API token and the team id")
			}
			typed = line
		}
		return checkValue(typed)
	}
}

// checkValue removes white space around a value. It returns an error if the rest
// cannot be the value of a header.
func checkValue(typed string) (string, error) {
	value := strings.TrimSpace(typed)
	if value == "" {
		return "", errors.New("the value is empty; nothing was changed")
	}
	for i := range len(value) {
		if value[i] <= ' ' || value[i] > '~' {
			return "", errors.New("the value contains a space or a character outside printable ASCII; nothing was changed")
		}
	}
	return value, nil
}
