package ledger

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Claim implements Submissions.
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

// Complete implements Submissions.
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

// Release implements Submissions.
func (d *Dynamo) Release(ctx context.Context, c Claim) error {
	values := item{":holder": text(c.Owner)}
	var err error
	if c.Queued || c.UnknownOutcomes > 0 {
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

func submissionKey(k Key) item {
	return item{"pk": text("submission#" + k.Form + "#" + k.SubmissionID), "sk": text("-")}
}
