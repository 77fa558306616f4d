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

// restore copies the evidence of another table, such as one restored from a
// backup or to a point in time, or kept from a deleted stack, into the stack's
// evidence table. Records that exist there already stay as they are, so it may
// be run again; it fails at the end if one of them differs from its copy.
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
	copied, there, differing := 0, 0, map[string]int{} // the last by partition
	stopped := map[string]bool{}                       // numbers of which there is a record
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
				there++
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
	t.say("copied         %d\nthere already  %d", copied, there)
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

// differs returns the error about records that the two tables hold with different
// content. It names chains, and only counts the records of numbers.
func differs(from string, differing map[string]int) error {
	var chains []string
	records := 0
	for _, pk := range sorted(differing) {
		if chain, ok := strings.CutPrefix(pk, "chain#"); ok {
			chains = append(chains, chain)
		}
		records += differing[pk]
	}
	return fmt.Errorf("%d records exist in both tables with different content and stay as they are, in the chains %q; "+
		"keep the table %s: what is in these chains can be verified only there", records, chains, from)
}

// restoreStop puts a number back on the do-not-call list if its latest record
// is a stop: the list itself is in the table that was lost.
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
