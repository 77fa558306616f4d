package config

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func env(pairs ...string) func(string) string {
	m := map[string]string{"SECRET_ID": "s", "TABLE_NAME": "t", "EVIDENCE_TABLE": "e", "QUEUE_URL": "https://q", "DLQ_URL": "https://d", "REVIEW_URL": "https://r"}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return m[name] }
}

func TestRead(t *testing.T) {
	c, err := Read(env("ALLOWED_ORIGINS", "https://a.example, https://b.example,", "ORIGIN_SECRET", "new,old",
		"THOUGHTLY_URL", "http://127.0.0.1:8081/", "THOUGHTLY_RPM", "6000", "THOUGHTLY_TIMEOUT", "500ms", "STORAGE_TIMEOUT", "20s",
		"GUARD", "off", "STACK_NAME", "prod", "CONSENT_DAYS", "3650", "ALLOWED_COUNTRIES", "US,CA", "CALLS_PER_NUMBER", "2", "LEADS_PER_DAY", "70"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.Origins, []string{"https://a.example", "https://b.example"}) || !slices.Equal(c.OriginSecrets, []string{"new", "old"}) ||
		c.ThoughtlyURL != "http://127.0.0.1:8081" || c.ThoughtlyRPM != 6000 || c.ThoughtlyTimeout != 500*time.Millisecond || c.StorageTimeout != 20*time.Second ||
		!c.Unguarded || c.Stack != "prod" || c.ConsentFor != 3650*24*time.Hour ||
		!slices.Equal(c.Ceilings.Countries, []string{"US", "CA"}) || c.Ceilings.PerNumber != 2 || c.Ceilings.PerDay != 70 || c.Ceilings.PerRange != 0 {
		t.Errorf("%+v", c)
	}
	c, err = Read(env())
	if err != nil || c.ThoughtlyRPM != 100 || c.Unguarded || c.Stack != "dev" || c.OriginSecrets != nil {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestReadListsInvalidVariables(t *testing.T) {
	_, err := Read(func(string) string { return "" })
	for _, name := range []string{"SECRET_ID", "TABLE_NAME", "EVIDENCE_TABLE", "QUEUE_URL", "DLQ_URL", "REVIEW_URL"} {
		if err == nil || !strings.Contains(err.Error(), name+" is not set") {
			t.Errorf("%s is not missed: %v", name, err)
		}
	}
	for name, value := range map[string]string{
		"THOUGHTLY_RPM": "0", "THOUGHTLY_TIMEOUT": "-1s", "STORAGE_TIMEOUT": "soon", "GUARD": "maybe", "CONSENT_DAYS": "five", "LEADS_PER_RANGE": "0",
	} {
		_, err := Read(env(name, value))
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), value+" ") {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}
