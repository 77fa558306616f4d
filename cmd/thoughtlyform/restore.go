package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// restore copies the records of consent of another table, such as one restored
// to a point in time or kept from a deleted stack, into the stack's
// evidence table. Records that exist there already stay as they are, so it may
// be run again.
func restore(ctx context.Context, t *task) error {
	if t.from == "" {
		return errors.New("FROM has to name the table to copy the consents from")
	}
	if t.dry {
		t.say("copy the consents of the table %s into that of %s", t.from, t.env.stack)
		return nil
	}
	cfg, s, err := t.connect(ctx)
	if err != nil {
		return err
	}
	to := s.outputs["EvidenceTableName"]
	if to == "" {
		return errors.New("the stack has no output EvidenceTableName")
	}
	client := dynamodb.NewFromConfig(cfg)
	copied, there := 0, 0
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{
		TableName: &t.from, FilterExpression: aws.String("begins_with(pk, :consent) OR begins_with(pk, :chain)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":consent": &types.AttributeValueMemberS{Value: "consent#"},
			":chain":   &types.AttributeValueMemberS{Value: "chain#"},
		},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, item := range page.Items {
			_, err := client.PutItem(ctx, &dynamodb.PutItemInput{
				TableName: &to, Item: item, ConditionExpression: aws.String("attribute_not_exists(pk)"),
			})
			if _, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
				there++
				continue
			}
			if err != nil {
				return fmt.Errorf("after %d: %w", copied, err)
			}
			copied++
		}
	}
	t.say("copied         %d\nthere already  %d", copied, there)
	return nil
}
