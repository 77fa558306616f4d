package ledger

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Dynamo is the ledger in two DynamoDB tables. Both have the string keys pk and
// sk and the time-to-live attribute expires_at. Table has the items that
// change:
//
//	pk                     sk                 what
//	submission#FORM#ID     -                  a submission's claim, answer and call
//	window#KEY             start, Unix s      a counter
//	pace#BUCKET            -                  a pacer
//	spent#TOKEN            -                  a used token
//	stop#E164              -                  a number that is not called
//
// EvidenceTable has items that are only added. The functions' roles may put and
// read them, and neither update nor delete them:
//
//	consent#E164           time#SUBMISSION    a record of consent
//	chain#FORM/LANE        sequence           a link of a chain of records
//	use#E164               time#SUBMISSION#…  a contact that was created or a call that was placed
//	stop#E164              time#…             a stop or its lifting
//
// DynamoDB deletes expired items days late, so every condition compares
// expires_at itself. Records of consent are keyed by the plain number: they
// contain it anyway, and an operator who looks one up has the number, not the
// key of the counters' pseudonyms.
type Dynamo struct {
	API           DynamoAPI
	Table         string
	EvidenceTable string
	ConsentFor    time.Duration    // how long consent is kept; 0 is DefaultConsentFor
	Timeout       time.Duration    // of one operation with its retries; 0 is DefaultTimeout
	Now           func() time.Time // nil is time.Now

	heads   sync.Map // chain → head, as last read by this process
	refused sync.Map // Pace → time.Time until which Take refuses it
}

// DynamoAPI is the part of a DynamoDB client that Dynamo uses.
type DynamoAPI interface {
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error)
	TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
}

// DefaultConsentFor is six years. The FTC's Telemarketing Sales Rule (16 CFR
// 310.5) asks sellers to keep a record for five years from each use, and this
// system uses a consent within weeks.
const DefaultConsentFor = 6 * 366 * 24 * time.Hour

// DefaultTimeout is the maximum delay of a lead by a ledger that does not
// answer.
const DefaultTimeout = 1500 * time.Millisecond

var _ Ledger = (*Dynamo)(nil)

type item = map[string]types.AttributeValue

// update changes one item of Table under a condition. If out is not nil, it
// gets the attributes after the update.
func (d *Dynamo) update(ctx context.Context, key item, set, condition string, values item, out *item) error {
	ctx, cancel := d.limit(ctx)
	defer cancel()
	res, err := d.API.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &d.Table, Key: key,
		UpdateExpression: &set, ConditionExpression: &condition, ExpressionAttributeValues: values,
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if err == nil && out != nil {
		*out = res.Attributes
	}
	return err
}

func (d *Dynamo) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	timeout := d.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	return context.WithTimeout(ctx, timeout)
}

func (d *Dynamo) now() time.Time {
	if d.Now != nil {
		return d.Now()
	}
	return time.Now()
}

// conditionFailed reports whether an error is a failed condition, and returns
// the item that failed it.
func conditionFailed(err error) (item, bool) {
	failed, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
	if !ok {
		return nil, false
	}
	return failed.Item, true
}

func wrap(op string, err error) error {
	if err != nil {
		return fmt.Errorf("ledger: %s: %w", op, err)
	}
	return nil
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatInt(n, 10)}
}

func seconds(t time.Time) types.AttributeValue { return number(t.Unix()) }

func millis(t time.Time) types.AttributeValue { return number(t.UnixMilli()) }

func str(it item, name string) string {
	if s, ok := it[name].(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}

func num(it item, name string) int64 {
	if s, ok := it[name].(*types.AttributeValueMemberN); ok {
		n, _ := strconv.ParseInt(s.Value, 10, 64)
		return n
	}
	return 0
}

func milliTime(it item, name string) time.Time { return time.UnixMilli(num(it, name)) }
