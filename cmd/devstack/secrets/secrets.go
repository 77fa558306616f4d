// Package secrets replaces AWS Secrets Manager with a local server that has one
// secret and implements GetSecretValue in AWS JSON 1.1, so that the functions use
// the real client. It must not know what the secret contains.
package secrets

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	maxBody     = 64 << 10 // bytes of a request
	contentType = "application/x-amz-json-1.1"
	account     = "000000000000"
)

// Store is an http.Handler with one secret.
type Store struct {
	mu      sync.Mutex
	name    string
	value   string
	version int
	created time.Time
	reads   int
}

// New returns a store with a secret.
func New(name, value string) *Store {
	s := &Store{name: name}
	s.Put(value)
	return s
}

// Put changes the secret's value, as a rotation does.
func (s *Store) Put(value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.value, s.created = value, time.Now()
	s.version++
}

// Reads returns how often the secret was read.
func (s *Store) Reads() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reads
}

// ServeHTTP answers GetSecretValue for the secret's name or ARN, and all other
// requests with the service's errors.
func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" {
		refuse(w, "UnknownOperationException", "Only GetSecretValue is implemented.")
		return
	}
	var in struct {
		SecretID     string `json:"SecretId"`
		VersionStage string
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil || json.Unmarshal(body, &in) != nil {
		refuse(w, "SerializationException", "The request is not JSON.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	arn := "arn:aws:secretsmanager:us-east-1:" + account + ":secret:" + s.name + "-dEvStk"
	if in.SecretID != s.name && in.SecretID != arn {
		refuse(w, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
		return
	}
	if in.VersionStage != "" && in.VersionStage != "AWSCURRENT" {
		refuse(w, "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: "+in.VersionStage)
		return
	}
	s.reads++
	answer(w, http.StatusOK, map[string]any{
		"ARN":           arn,
		"Name":          s.name,
		"SecretString":  s.value,
		"VersionId":     versionID(s.version),
		"VersionStages": []string{"AWSCURRENT"},
		"CreatedDate":   float64(s.created.UnixMilli()) / 1000,
	})
}

// versionID returns an id of 32 characters, the least length in the service.
func versionID(n int) string {
	id := []byte(strings.Repeat("0", 32))
	for i := len(id) - 1; n > 0; i-- {
		id[i] = byte('0' + n%10)
		n /= 10
	}
	return string(id)
}

func refuse(w http.ResponseWriter, kind, message string) {
	answer(w, http.StatusBadRequest, map[string]any{"__type": kind, "Message": message})
}

func answer(w http.ResponseWriter, status int, value map[string]any) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // fails if the client has disconnected
}
