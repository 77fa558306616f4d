package ledger

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Dynamo is the ledger in one DynamoDB table with the string keys pk and sk
// and the time-to-live attribute expires_at:
//
//	pk                     sk                 what
//	submission#FORM#ID     -                  a submission's claim and answer
//	window#KEY             start, Unix s      a counter
//	pace#BUCKET            -                  a pacer
//	spent#TOKEN            -                  a used token
//	consent#E164           time#SUBMISSION    a record of consent
//
// DynamoDB deletes expired items days late, so every condition compares
// expires_at itself. Records of consent are keyed by the number in clear: they
// hold it anyway, and whoever must produce them has the number and not the key
// that counters are hidden by.
type Dynamo struct {
	API        DynamoAPI
	Table      string
	ConsentFor time.Duration    // how long consent is kept; 0 is DefaultConsentFor
	Timeout    time.Duration    // of one operation with its retries; 0 is DefaultTimeout
	Now        func() time.Time // nil is time.Now
}

// DynamoAPI is what is used of a DynamoDB client. The functions call no Query:
// Consents is an operator's.
type DynamoAPI interface {
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
}

// DefaultConsentFor is the limitation period that sellers keep records for
// under the FTC's Telemarketing Sales Rule (16 CFR 310.5): five years.
const DefaultConsentFor = 5 * 366 * 24 * time.Hour

// DefaultTimeout is how long a ledger that does not answer holds up a lead.
const DefaultTimeout = 1500 * time.Millisecond

var _ Ledger = (*Dynamo)(nil)

type item = map[string]types.AttributeValue

// Claim implements Ledger.
func (d *Dynamo) Claim(ctx context.Context, c Claim) (Record, error) {
	now := d.now()
	put := item{
		"pk": text("submission#" + c.Form + "#" + c.SubmissionID), "sk": text("-"),
		"payload": text(c.Payload), "holder": text(c.Owner), "lease": millis(c.Lease),
		"expires_at": seconds(now.Add(Retention)),
	}
	free := "attribute_not_exists(outcome)"
	values := item{
		":now": seconds(now), ":dead": millis(now.Add(-LeaseGrace)),
		":payload": text(c.Payload), ":holder": text(c.Owner),
	}
	if c.Queued {
		put["outcome"] = text(string(Queued))
		free = "(" + free + " OR outcome = :queued)"
		values[":queued"] = text(string(Queued))
	}
	in := &dynamodb.PutItemInput{
		TableName: &d.Table, Item: put,
		ConditionExpression: aws.String("attribute_not_exists(pk) OR expires_at <= :now OR holder = :holder OR " +
			"(payload = :payload AND " + free + " AND lease < :dead)"),
		ExpressionAttributeValues:           values,
		ReturnValues:                        types.ReturnValueAllOld,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}
	ctx, cancel := d.limit(ctx)
	defer cancel()
	out, err := d.API.PutItem(ctx, in)
	old, refused := conditionFailed(err)
	if err == nil {
		old = out.Attributes
	} else if !refused {
		return Record{}, wrap("claim", err)
	}
	r := Record{State: Won}
	if old != nil && num(old, "expires_at") > now.Unix() {
		r = decideClaim(c, str(old, "payload"), str(old, "holder"), milliTime(old, "lease"),
			Answer{Status(str(old, "outcome")), str(old, "contact_id")}, now)
	}
	r.UnknownOutcomes = int(num(old, "doubts"))
	if refused == (r.State == Won) {
		// The condition and decideClaim differ by less than the clock's grain: the
		// condition is what has happened.
		if r = (Record{State: Won}); refused {
			r = Record{State: InFlight, Lease: now}
		}
	}
	return r, nil
}

// Complete implements Ledger.
func (d *Dynamo) Complete(ctx context.Context, c Claim, a Answer) error {
	set := "SET outcome = :outcome, lease = :none, expires_at = :expires, doubts = :doubts"
	values := item{
		":doubts": number(int64(c.UnknownOutcomes)),
		":holder": text(c.Owner), ":outcome": text(string(a.Status)), ":none": millis(time.Unix(0, 0)),
		":expires": seconds(d.now().Add(Retention)),
	}
	if a.ContactID != "" {
		set += ", contact_id = :contact"
		values[":contact"] = text(a.ContactID)
	}
	err := d.update(ctx, submissionKey(c.Key), set, "holder = :holder", values, nil)
	if _, refused := conditionFailed(err); refused {
		return ErrLost
	}
	return wrap("complete", err)
}

// Release implements Ledger.
func (d *Dynamo) Release(ctx context.Context, c Claim) error {
	values := item{":holder": text(c.Owner)}
	var err error
	if c.Queued {
		values[":none"], values[":doubts"] = millis(time.Unix(0, 0)), number(int64(c.UnknownOutcomes))
		err = d.update(ctx, submissionKey(c.Key), "SET lease = :none, doubts = :doubts", "holder = :holder", values, nil)
	} else {
		ctx, cancel := d.limit(ctx)
		defer cancel()
		_, err = d.API.DeleteItem(ctx, &dynamodb.DeleteItemInput{
			TableName: &d.Table, Key: submissionKey(c.Key),
			ConditionExpression: aws.String("holder = :holder"), ExpressionAttributeValues: values,
		})
	}
	if _, refused := conditionFailed(err); refused {
		return nil
	}
	return wrap("release", err)
}

// Spend implements Ledger.
func (d *Dynamo) Spend(ctx context.Context, token, by string, expires time.Time) (bool, error) {
	ctx, cancel := d.limit(ctx)
	defer cancel()
	_, err := d.API.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &d.Table,
		Item:      item{"pk": text("spent#" + token), "sk": text("-"), "used_by": text(by), "expires_at": seconds(expires)},
		ConditionExpression: aws.String(
			"attribute_not_exists(pk) OR used_by = :by OR expires_at <= :now"),
		ExpressionAttributeValues: item{":by": text(by), ":now": seconds(d.now())},
	})
	if _, refused := conditionFailed(err); refused {
		return false, nil
	}
	return err == nil, wrap("spend", err)
}

func submissionKey(k Key) item {
	return item{"pk": text("submission#" + k.Form + "#" + k.SubmissionID), "sk": text("-")}
}

// update changes one item under a condition. out, where not nil, gets the
// attributes as they are afterwards.
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

// conditionFailed tells a refused condition from a failure, with the item that
// stood in the way.
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
func millis(t time.Time) types.AttributeValue  { return number(t.UnixMilli()) }

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
