package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"thoughtlyform/lambda/ledger"
)

// restore copies evidence from another table into the stack's evidence table.
// The other table can be one that was restored from a backup or to a point in
// time, or kept from a deleted stack. Existing records are not overwritten, so
// restore can be run again. It returns an error at the end if an existing record
// differs from the one in the other table.
func restore(ctx context.Context, t *task) error {
	if t.from == "" {
		return errors.New("FROM must be the table to copy the consents from")
	}
	if t.dry {
		t.say("copy the consents of the table %s into that of %s", t.from, t.env.stack)
		return nil
	}
	cfg, s, err := t.connect(ctx, "EvidenceTableName")
	if err != nil {
		return err
	}
	to := s.outputs["EvidenceTableName"]
	client := dynamodb.NewFromConfig(cfg)
	copied, existing, differing := 0, 0, map[string]int{} // differing by partition key
	stopped := map[string]bool{}                          // numbers with a stop record
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{
		TableName: &t.from, FilterExpression: aws.String("begins_with(pk, :consent) OR begins_with(pk, :chain) OR begins_with(pk, :use) OR begins_with(pk, :stop)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":consent": &types.AttributeValueMemberS{Value: "consent#"},
			":chain":   &types.AttributeValueMemberS{Value: "chain#"},
			":use":     &types.AttributeValueMemberS{Value: "use#"},
			":stop":    &types.AttributeValueMemberS{Value: "stop#"},
		},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, item := range page.Items {
			if phone, ok := strings.CutPrefix(partition(item), "stop#"); ok {
				stopped[phone] = true
			}
			_, err := client.PutItem(ctx, &dynamodb.PutItemInput{
				TableName: &to, Item: item, ConditionExpression: aws.String("attribute_not_exists(pk)"),
				ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
			})
			if exists, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
				existing++
				if !reflect.DeepEqual(exists.Item, item) {
					differing[partition(item)]++
				}
				continue
			}
			if err != nil {
				return fmt.Errorf("after %d: %w", copied, err)
			}
			copied++
		}
	}
	if len(stopped) > 0 {
		l, err := t.ledger(ctx)
		if err != nil {
			return err
		}
		for phone := range stopped {
			if err := restoreStop(ctx, l, phone); err != nil {
				return err
			}
		}
	}
	t.say("copied            %d\nexisting already  %d", copied, existing)
	if len(differing) > 0 {
		return differs(t.from, differing)
	}
	return nil
}

func partition(item map[string]types.AttributeValue) string {
	key, _ := item["pk"].(*types.AttributeValueMemberS)
	if key == nil {
		return ""
	}
	return key.Value
}

// differs returns the error for records that have different content in the two
// tables. It contains the names of chains, but no phone numbers.
func differs(from string, differing map[string]int) error {
	var chains []string
	records := 0
	for _, pk := range sorted(differing) {
		if chain, ok := strings.CutPrefix(pk, "chain#"); ok {
			chains = append(chains, chain)
		}
		records += differing[pk]
	}
	return fmt.Errorf("%d records exist in both tables with different content, in the chains %q; they were not changed. "+
		"Keep the table %s: only with it can these chains be verified", records, chains, from)
}

// restoreStop adds a number to the do-not-call list if its latest record is a
// stop. The list is in the main table, which restore does not copy.
func restoreStop(ctx context.Context, l *ledger.Dynamo, phone string) error {
	changes, err := l.StopChanges(ctx, phone)
	if err != nil || len(changes) == 0 || !changes[len(changes)-1].Stopped {
		return err
	}
	if on, err := l.Stopped(ctx, phone); on || err != nil {
		return err
	}
	return l.ChangeStop(ctx, ledger.StopChange{Phone: phone, Time: time.Now().UTC(), Stopped: true, Reason: "restored", Source: "operator"})
}
