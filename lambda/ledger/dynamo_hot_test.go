//go:build integration

package ledger_test

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"thoughtlyform/internal/awstest"
	"thoughtlyform/internal/moto"
	"thoughtlyform/lambda/ledger"
)

// A window of two shards accepts a lead if either shard has room, is full when both are,
// and has room again after Uncount.
func TestShardedWindow(t *testing.T) {
	awstest.StartMoto(t)
	settings := awstest.Config(t)
	resources, err := moto.Provision(t.Context(), settings, "shards", "{}")
	if err != nil {
		t.Fatal(err)
	}
	api := dynamodb.NewFromConfig(settings)
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	d := &ledger.Dynamo{API: api, Table: resources.TableName, Timeout: 30 * time.Second, Now: func() time.Time { return now }}
	w := ledger.Window{Key: "day#", Length: 24 * time.Hour, Limit: 20_000}
	begin := strconv.FormatInt(now.Truncate(24*time.Hour).Unix(), 10)
	set := func(key string, counted int) {
		t.Helper()
		_, err := api.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &resources.TableName, Item: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: "window#" + key}, "sk": &types.AttributeValueMemberS{Value: begin},
			"counted": &types.AttributeValueMemberN{Value: strconv.Itoa(counted)},
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	expect := func(full, counted int) {
		t.Helper()
		if got, err := d.Count(t.Context(), w); err != nil || got != full {
			t.Errorf("full %d, %v; want %d", got, err, full)
		}
		if n, err := d.Counts(t.Context(), w); err != nil || n[0] != counted {
			t.Errorf("counted %v, %v; want %d", n, err, counted)
		}
	}
	set("day#", 10_000)
	set("day#/1", 9_998)
	expect(-1, 19_999)
	expect(-1, 20_000)
	expect(0, 20_000)
	if err := d.Uncount(t.Context(), w); err != nil {
		t.Error(err)
	}
	expect(-1, 20_000)
	set("day#", 0)
	set("day#/1", 1)
	if err := d.Uncount(t.Context(), w, w); err != nil {
		t.Error(err)
	}
	expect(-1, 1)
}

// After a refusal, the pace sends no request before its next slot is due.
func TestRefusedPaceWritesOnce(t *testing.T) {
	awstest.StartMoto(t)
	settings := awstest.Config(t)
	resources, err := moto.Provision(t.Context(), settings, "pace", "{}")
	if err != nil {
		t.Fatal(err)
	}
	api := &counting{DynamoAPI: dynamodb.NewFromConfig(settings)}
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	d := &ledger.Dynamo{API: api, Table: resources.TableName, Timeout: 30 * time.Second, Now: func() time.Time { return now }}
	p := ledger.Pace{Bucket: "one", Every: time.Second, Burst: 1}
	take := func(want bool) {
		t.Helper()
		if _, ok, err := d.Take(t.Context(), p); ok != want || err != nil {
			t.Fatalf("%t, %v", ok, err)
		}
	}
	take(true)
	take(false)
	before := api.updates.Load()
	for range 1000 {
		take(false)
	}
	if n := api.updates.Load() - before; n != 0 {
		t.Errorf("%d writes", n)
	}
	now = now.Add(time.Second)
	take(true)
}

type counting struct {
	ledger.DynamoAPI
	updates atomic.Int32
}

func (c *counting) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	c.updates.Add(1)
	return c.DynamoAPI.UpdateItem(ctx, in, options...)
}
