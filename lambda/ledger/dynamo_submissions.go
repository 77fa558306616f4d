package ledger

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Claim implements Submissions. It updates the item in place, so that the
// stored contact and call are kept; an expired item is replaced.
func (d *Dynamo) Claim(ctx context.Context, c Claim) (Record, error) {
	now := d.now()
	set := "SET payload = :payload, holder = :holder, lease = :lease, expires_at = :expires"
	values := item{
		":payload": text(c.Payload), ":holder": text(c.Owner), ":lease": millis(c.Lease),
		":expires": seconds(now.Add(Retention)), ":now": seconds(now), ":dead": millis(now.Add(-LeaseGrace)),
		":created": text(string(Created)), ":placing": text(string(CallPlacing)), ":unsent": text(string(CallUnsent)),
	}
	open := "attribute_not_exists(outcome) OR (outcome = :created AND call_state IN (:placing, :unsent))"
	free := "lease < :dead"
	if c.Queued {
		set += ", outcome = if_not_exists(outcome, :queued)"
		open += " OR outcome IN (:queued, :held) OR (outcome = :created AND call_state = :due)"
		values[":queued"], values[":held"], values[":due"] = text(string(Queued)), text(string(Held)), text(string(CallDue))
	}
	if c.From != "" {
		free += " OR holder = :from"
		values[":from"] = text(c.From)
	}
	condition := "attribute_not_exists(pk) OR (expires_at > :now AND (holder = :holder OR (payload = :payload AND (" + open + ") AND (" + free + "))))"
	limited, cancel := d.limit(ctx)
	defer cancel()
	out, err := d.API.UpdateItem(limited, &dynamodb.UpdateItemInput{
		TableName: &d.Table, Key: submissionKey(c.Key),
		UpdateExpression: &set, ConditionExpression: &condition, ExpressionAttributeValues: values,
		ReturnValues:                        types.ReturnValueAllOld,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	old, refused := conditionFailed(err)
	switch {
	case err == nil:
		old = out.Attributes
	case !refused:
		return Record{}, wrap("claim", err)
	case num(old, "expires_at") <= now.Unix():
		return d.claimExpired(ctx, c, now)
	}
	r := Record{State: Won}
	if len(old) > 0 {
		r = decideClaim(c, readStored(old), now)
	}
	if refused == (r.State == Won) {
		// The condition and decideClaim may differ within one unit of the clock. The
		// result of the condition counts.
		if r.State = Won; refused {
			r = Record{State: InFlight, Lease: now}
		}
	}
	return r, nil
}

// claimExpired replaces an item that DynamoDB has not deleted yet.
func (d *Dynamo) claimExpired(ctx context.Context, c Claim, now time.Time) (Record, error) {
	put := submissionKey(c.Key)
	put["payload"], put["holder"], put["lease"] = text(c.Payload), text(c.Owner), millis(c.Lease)
	put["expires_at"] = seconds(now.Add(Retention))
	if c.Queued {
		put["outcome"] = text(string(Queued))
	}
	ctx, cancel := d.limit(ctx)
	defer cancel()
	_, err := d.API.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &d.Table, Item: put,
		ConditionExpression:       aws.String("expires_at <= :now OR holder = :holder"),
		ExpressionAttributeValues: item{":now": seconds(now), ":holder": text(c.Owner)},
	})
	if _, refused := conditionFailed(err); refused {
		return Record{State: InFlight, Lease: now}, nil
	}
	return Record{State: Won}, wrap("claim", err)
}

func readStored(it item) stored {
	s := stored{
		payload: str(it, "payload"), owner: str(it, "holder"), lease: milliTime(it, "lease"),
		answer:  Answer{Status: Status(str(it, "outcome")), ContactID: str(it, "contact_id"), Call: CallState(str(it, "call_state"))},
		unknown: int(num(it, "doubts")),
		trouble: Trouble{What: str(it, "trouble"), Count: int(num(it, "trouble_count"))},
	}
	if at := num(it, "call_at"); at != 0 {
		s.answer.CallAt = time.Unix(at, 0).UTC()
	}
	if since := num(it, "trouble_since"); since != 0 {
		s.trouble.Since = time.Unix(since, 0).UTC()
	}
	return s
}

// Complete implements Submissions: one update, or a transaction where there is
// evidence to put.
func (d *Dynamo) Complete(ctx context.Context, c Claim, a Answer, uses ...Use) error {
	set := "SET outcome = :outcome, expires_at = :expires, call_state = :call, call_at = :at" + setTrouble
	values := item{
		":holder": text(c.Owner), ":outcome": text(string(a.Status)), ":expires": seconds(d.now().Add(Retention)),
		":call": text(string(a.Call)), ":at": unix(a.CallAt),
	}
	addTrouble(values, c)
	if a.ContactID != "" {
		set += ", contact_id = :contact"
		values[":contact"] = text(a.ContactID)
	}
	if !a.Call.keepsLease() {
		set += ", lease = :none"
		values[":none"] = number(0)
	}
	if len(uses) == 0 {
		err := d.update(ctx, submissionKey(c.Key), set, "holder = :holder", values, nil)
		if _, refused := conditionFailed(err); refused {
			return ErrLost
		}
		return wrap("complete", err)
	}
	writes := []types.TransactWriteItem{{Update: &types.Update{
		TableName: &d.Table, Key: submissionKey(c.Key), UpdateExpression: &set,
		ConditionExpression: aws.String("holder = :holder"), ExpressionAttributeValues: values,
	}}}
	for _, u := range uses {
		put, err := d.putUse(u)
		if err != nil {
			return wrap("complete", err)
		}
		writes = append(writes, put)
	}
	ctx, cancel := d.limit(ctx)
	defer cancel()
	_, err := d.API.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	if canceled, ok := errors.AsType[*types.TransactionCanceledException](err); ok && len(canceled.CancellationReasons) > 0 &&
		aws.ToString(canceled.CancellationReasons[0].Code) == "ConditionalCheckFailed" {
		return ErrLost
	}
	return wrap("complete", err)
}

// Release implements Submissions.
func (d *Dynamo) Release(ctx context.Context, c Claim) error {
	values := item{":holder": text(c.Owner)}
	var err error
	if c.keepsRecord() {
		values[":none"] = number(0)
		addTrouble(values, c)
		err = d.update(ctx, submissionKey(c.Key), "SET lease = :none"+setTrouble, "holder = :holder", values, nil)
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

const setTrouble = ", doubts = :doubts, trouble = :trouble, trouble_count = :count, trouble_since = :since"

func addTrouble(values item, c Claim) {
	values[":doubts"] = number(int64(c.UnknownOutcomes))
	values[":trouble"], values[":count"], values[":since"] = text(c.Trouble.What), number(int64(c.Trouble.Count)), unix(c.Trouble.Since)
}

// unix writes a time in seconds, the zero time as 0.
func unix(t time.Time) types.AttributeValue {
	if t.IsZero() {
		return number(0)
	}
	return seconds(t)
}

func submissionKey(k Key) item {
	return item{"pk": text("submission#" + k.Form + "#" + k.SubmissionID), "sk": text("-")}
}
