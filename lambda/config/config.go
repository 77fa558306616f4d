// Package config reads what the functions are told by their environment. It
// must not act on any of it.
package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Config is the environment of both functions; some variables matter to one.
type Config struct {
	SecretID      string // SECRET_ID: name or ARN of the secret
	TableName     string // TABLE_NAME: the ledger's table
	EvidenceTable string // EVIDENCE_TABLE: the table of records that are only added
	QueueURL      string // QUEUE_URL: the queue
	DeadURL       string // DLQ_URL: its dead letters
	ReviewURL     string // REVIEW_URL: the queue of leads that wait for review

	ThoughtlyURL     string        // THOUGHTLY_URL; "" is the production server
	ThoughtlyRPM     int           // THOUGHTLY_RPM: calls a minute, 1 to 60000; 100
	ThoughtlyTimeout time.Duration // THOUGHTLY_TIMEOUT: of an attempt, as "5s"; 0 is the client's own
	// StorageTimeout is STORAGE_TIMEOUT: of an operation of the tables, the queues
	// and the secret, as "5s"; 0 is their own. For tests on slow machines.
	StorageTimeout time.Duration

	Origins       []string // ALLOWED_ORIGINS, separated by commas
	OriginSecrets []string // ORIGIN_SECRET: one, or two while it is changed
	Unguarded     bool     // GUARD=off
	AnyHour       bool     // HOURS=any: phones ring at any time, whatever a form says; for tests
	Stack         string   // STACK_NAME: the metrics' dimension; "dev"

	Ceilings Ceilings

	ConsentFor time.Duration // CONSENT_DAYS: how long records of consent are kept; 0 is the ledger's own
}

// Ceilings bound all forms of the deployment together; 0 is intake's default.
type Ceilings struct {
	Countries  []string // ALLOWED_COUNTRIES: alpha-2 codes separated by commas; empty is all
	PerNumber  int      // CALLS_PER_NUMBER: leads for one number a UTC day
	PerAddress int      // LEADS_PER_ADDRESS: leads from one address an hour
	PerRange   int      // LEADS_PER_RANGE: leads for numbers that differ in four digits, a UTC day
	PerCountry int      // LEADS_PER_COUNTRY: leads for numbers of one country a UTC day
	PerDay     int      // LEADS_PER_DAY: leads a UTC day
}

// DefaultRPM is what Thoughtly allows a key.
const DefaultRPM = 100

// Read reads the environment by a function like os.Getenv. The error names
// every variable that is missing or wrong, and shows no value.
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
