// Package config reads the functions' settings from the environment. It must not use
// them.
package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Config is the environment of both functions; each function uses a part of it.
type Config struct {
	SecretID      string // SECRET_ID: name or ARN of the secret
	TableName     string // TABLE_NAME: the ledger's table
	EvidenceTable string // EVIDENCE_TABLE: the table of evidence
	QueueURL      string // QUEUE_URL: the queue
	DeadURL       string // DLQ_URL: its dead-letter queue
	ReviewURL     string // REVIEW_URL: the queue of leads that wait for review

	ThoughtlyURL     string        // THOUGHTLY_URL; "" is the production server
	ThoughtlyRPM     int           // THOUGHTLY_RPM: requests a minute, 1 to 60000; default 100
	ThoughtlyTimeout time.Duration // THOUGHTLY_TIMEOUT: of an attempt, such as "5s"; 0 for the client's default
	// StorageTimeout is STORAGE_TIMEOUT: the time limit of a request to the tables, the
	// queues and the secret, such as "5s"; 0 for their defaults. For tests on slow
	// machines.
	StorageTimeout time.Duration

	Origins       []string // ALLOWED_ORIGINS, separated by commas
	OriginSecrets []string // ORIGIN_SECRET: one, or two while it is changed
	Unguarded     bool     // GUARD=off
	AnyHour       bool     // HOURS=any: calls at any time, in spite of the forms' hours; for tests
	Stack         string   // STACK_NAME: the metrics' dimension Stack; default "dev"

	Ceilings Ceilings

	ConsentFor time.Duration // CONSENT_DAYS: how long records of consent are kept; 0 for the ledger's default
}

// Ceilings are limits for all forms of the deployment together; 0 is intake's default.
type Ceilings struct {
	Countries  []string // ALLOWED_COUNTRIES: alpha-2 codes separated by commas; empty for all
	PerNumber  int      // CALLS_PER_NUMBER: leads for one number in a UTC day
	PerAddress int      // LEADS_PER_ADDRESS: leads from one address in an hour
	PerRange   int      // LEADS_PER_RANGE: leads in a UTC day for numbers that differ in the last four digits
	PerCountry int      // LEADS_PER_COUNTRY: leads in a UTC day for numbers of one country
	PerDay     int      // LEADS_PER_DAY: leads in a UTC day
}

// DefaultRPM is Thoughtly's limit for a key.
const DefaultRPM = 100

// Read reads the environment with a function like os.Getenv. The error lists all missing
// and invalid variables, without their values.
func Read(getenv func(string) string) (Config, error) {
	var errs []error
	required := func(name string) string {
		v := getenv(name)
		if v == "" {
			errs = append(errs, fmt.Errorf("%s is not set", name))
		}
		return v
	}
	c := Config{
		SecretID:      required("SECRET_ID"),
		TableName:     required("TABLE_NAME"),
		EvidenceTable: required("EVIDENCE_TABLE"),
		QueueURL:      required("QUEUE_URL"),
		DeadURL:       required("DLQ_URL"),
		ReviewURL:     required("REVIEW_URL"),
		ThoughtlyURL:  strings.TrimSuffix(getenv("THOUGHTLY_URL"), "/"),
		ThoughtlyRPM:  DefaultRPM,
		Origins:       list(getenv("ALLOWED_ORIGINS")),
		OriginSecrets: list(getenv("ORIGIN_SECRET")),
		Stack:         getenv("STACK_NAME"),
	}
	if v := getenv("THOUGHTLY_RPM"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 60000 {
			errs = append(errs, errors.New("THOUGHTLY_RPM is not a number from 1 to 60000"))
		}
		c.ThoughtlyRPM = n
	}
	for _, limit := range []struct {
		name  string
		value *time.Duration
	}{{"THOUGHTLY_TIMEOUT", &c.ThoughtlyTimeout}, {"STORAGE_TIMEOUT", &c.StorageTimeout}} {
		if v := getenv(limit.name); v != "" {
			d, err := time.ParseDuration(v)
			if err != nil || d <= 0 {
				errs = append(errs, errors.New(limit.name+" is not a duration such as 5s"))
			}
			*limit.value = d
		}
	}
	if v := getenv("CONSENT_DAYS"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > 36500 {
			errs = append(errs, errors.New("CONSENT_DAYS is not a number from 1 to 36500"))
		}
		c.ConsentFor = time.Duration(n) * 24 * time.Hour
	}
	c.Ceilings.Countries = list(getenv("ALLOWED_COUNTRIES"))
	for _, ceiling := range []struct {
		name  string
		value *int
	}{
		{"CALLS_PER_NUMBER", &c.Ceilings.PerNumber}, {"LEADS_PER_ADDRESS", &c.Ceilings.PerAddress},
		{"LEADS_PER_RANGE", &c.Ceilings.PerRange}, {"LEADS_PER_COUNTRY", &c.Ceilings.PerCountry}, {"LEADS_PER_DAY", &c.Ceilings.PerDay},
	} {
		if v := getenv(ceiling.name); v != "" {
			n, err := strconv.Atoi(v)
			if err != nil || n < 1 || n > 1_000_000_000 {
				errs = append(errs, errors.New(ceiling.name+" is not a number from 1 to 1000000000"))
			}
			*ceiling.value = n
		}
	}
	switch getenv("GUARD") {
	case "", "on":
	case "off":
		c.Unguarded = true
	default:
		errs = append(errs, errors.New("GUARD is neither on nor off"))
	}
	switch getenv("HOURS") {
	case "":
	case "any":
		c.AnyHour = true
	default:
		errs = append(errs, errors.New("HOURS is set and not any"))
	}
	if c.Stack == "" {
		c.Stack = "dev"
	}
	return c, errors.Join(errs...)
}

func list(v string) []string {
	var items []string
	for item := range strings.SplitSeq(v, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}
