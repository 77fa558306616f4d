package ledger

import (
	"context"
	"encoding/json"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// RecordConsent implements Evidence. The record is one JSON text, so that what
// is produced as evidence is what was written.
func (d *Dynamo) RecordConsent(ctx context.Context, c Consent) error {
	record, err := json.Marshal(c)
	if err != nil {
		return wrap("consent", err)
	}
	keep := d.ConsentFor
	if keep == 0 {
		keep = DefaultConsentFor
	}
	ctx, cancel := d.limit(ctx)
	defer cancel()
	_, err = d.API.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &d.EvidenceTable,
		Item: item{
			"pk": text("consent#" + c.Phone), "sk": text(c.Time.UTC().Format(time.RFC3339) + "#" + c.SubmissionID),
			"record": text(string(record)), "expires_at": seconds(c.Time.Add(keep)),
		},
		ConditionExpression: aws.String("attribute_not_exists(pk)"),
	})
	if _, exists := conditionFailed(err); exists {
		return nil
	}
	return wrap("consent", err)
}

// Consents implements Evidence.
func (d *Dynamo) Consents(ctx context.Context, phone string) ([]Consent, error) {
	var list []Consent
	pages := dynamodb.NewQueryPaginator(d.API, &dynamodb.QueryInput{
		TableName: &d.EvidenceTable, KeyConditionExpression: aws.String("pk = :pk"),
		ExpressionAttributeValues: item{":pk": text("consent#" + phone)},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, wrap("consents", err)
		}
		for _, it := range page.Items {
			var c Consent
			if err := json.Unmarshal([]byte(str(it, "record")), &c); err != nil {
				return nil, wrap("consents", err)
			}
			list = append(list, c)
		}
	}
	return list, nil
}
