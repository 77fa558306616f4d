package ledger

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Spend implements Proofs.
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
