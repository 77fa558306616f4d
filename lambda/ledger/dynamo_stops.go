package ledger

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Stopped implements Stops. The read is consistent, so a stop has effect at
// once.
func (d *Dynamo) Stopped(ctx context.Context, phone string) (bool, error) {
	ctx, cancel := d.limit(ctx)
	defer cancel()
	out, err := d.API.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &d.Table, Key: stopKey(phone), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return false, wrap("stopped", err)
	}
	return len(out.Item) > 0, nil
}

// ChangeStop implements Stops.
func (d *Dynamo) ChangeStop(ctx context.Context, c StopChange) error {
	record, err := json.Marshal(c)
	if err != nil {
		return wrap("stop", err)
	}
	change := types.TransactWriteItem{Delete: &types.Delete{TableName: &d.Table, Key: stopKey(c.Phone)}}
	if c.Stopped {
		put := stopKey(c.Phone)
		put["since"] = seconds(c.Time)
		change = types.TransactWriteItem{Put: &types.Put{TableName: &d.Table, Item: put}}
	}
	ctx, cancel := d.limit(ctx)
	defer cancel()
	_, err = d.API.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		change,
		// Neither a stop nor its record expires.
		d.putNew(item{
			"pk": text("stop#" + Telephone(c.Phone)), "sk": text(c.Time.UTC().Format(sortableTime) + "#" + NewOwner()), "record": text(string(record)),
		}),
	}})
	return wrap("stop", err)
}

// StopChanges implements Evidence.
func (d *Dynamo) StopChanges(ctx context.Context, phone string) (list []StopChange, err error) {
	err = d.query(ctx, "pk = :pk", item{":pk": text("stop#" + Telephone(phone))}, func(it item) error {
		var c StopChange
		err := json.Unmarshal([]byte(str(it, "record")), &c)
		list = append(list, c)
		return err
	})
	return list, wrap("stops", err)
}

func stopKey(phone string) item { return item{"pk": text("stop#" + Telephone(phone)), "sk": text("-")} }
