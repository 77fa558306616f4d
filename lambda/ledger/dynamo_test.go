//go:build integration

package ledger_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"thoughtlyform/internal/awstest"
	"thoughtlyform/internal/moto"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/lambda/ledger/ledgertest"
)

func TestDynamo(t *testing.T) {
	awstest.StartMoto(t)
	settings := awstest.Config(t)
	resources, err := moto.Provision(t.Context(), settings, "ledger", "{}")
	if err != nil {
		t.Fatal(err)
	}
	api := dynamodb.NewFromConfig(settings)
	ledgertest.Run(t, 500, func(now func() time.Time) ledger.Ledger {
		// The machine is shared with a slow server; the timeout is not under test.
		return &ledger.Dynamo{API: api, Table: resources.TableName, EvidenceTable: resources.EvidenceTable, Now: now, Timeout: 30 * time.Second}
	})
}

// Without the time limit the request, and so the test, would wait forever.
func TestUnreachableDynamo(t *testing.T) {
	d := &ledger.Dynamo{API: dynamodb.NewFromConfig(awstest.Silence(t)), Table: "ledger", Timeout: 300 * time.Millisecond}
	if _, err := d.Claim(t.Context(), ledger.Claim{}); err == nil {
		t.Error("Claim returned no error")
	}
}
