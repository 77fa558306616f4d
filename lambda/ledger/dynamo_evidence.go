package ledger

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// RecordConsent implements Evidence. The record is stored as one JSON text, so
// that the text in the evidence is the text that was written. Record and link
// are written together or not at all. If another machine took the place in the
// chain, the head is read again and the next place is tried.
func (d *Dynamo) RecordConsent(ctx context.Context, c Consent) error {
	ctx, cancel := d.limit(ctx)
	defer cancel()
	chain := chainOf(c, d.EvidenceTable)
	at := d.cachedHead(chain)
	for {
		record, digest, next, err := at.append(chain, c)
		if err != nil {
			return wrap("consent", err)
		}
		expires := seconds(c.Time.Add(d.keepFor()))
		_, err = d.API.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
			d.putNew(item{
				"pk": text("consent#" + c.Phone), "sk": text(c.Time.UTC().Format(time.RFC3339) + "#" + c.SubmissionID),
				"record": text(string(record)), "expires_at": expires,
			}),
			d.putNew(item{
				"pk": text("chain#" + chain), "sk": text(sequenceKey(next.sequence)),
				"digest": text(hex.EncodeToString(digest[:])), "link": text(hex.EncodeToString(next.link[:])), "expires_at": expires,
			}),
		}})
		if err == nil {
			d.heads.Store(chain, next)
			return nil
		}
		canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
		if !ok || len(canceled.CancellationReasons) != 2 {
			return wrap("consent", err)
		}
		if aws.ToString(canceled.CancellationReasons[0].Code) == "ConditionalCheckFailed" {
			return nil // the record exists
		}
		if at, err = d.lastLink(ctx, chain); err != nil {
			return wrap("consent", err)
		}
		if aws.ToString(canceled.CancellationReasons[1].Code) != "ConditionalCheckFailed" {
			// Another transaction writes this item: wait until it ends.
			select {
			case <-ctx.Done():
				return wrap("consent", ctx.Err())
			case <-time.After(rand.N(40 * time.Millisecond)):
			}
		}
	}
}

// putNew returns the put of an evidence item that must not exist yet.
func (d *Dynamo) putNew(it item) types.TransactWriteItem {
	return types.TransactWriteItem{Put: &types.Put{
		TableName: &d.EvidenceTable, Item: it, ConditionExpression: aws.String("attribute_not_exists(pk)"),
	}}
}

// sequenceKey returns a sort key whose text order is the order of the numbers.
func sequenceKey(n int) string { return fmt.Sprintf("%012d", n) }

// cachedHead returns the head that this machine read last.
func (d *Dynamo) cachedHead(chain string) head {
	h, _ := d.heads.Load(chain)
	at, _ := h.(head)
	return at
}

// lastLink reads the head of a chain.
func (d *Dynamo) lastLink(ctx context.Context, chain string) (h head, err error) {
	out, err := d.API.Query(ctx, &dynamodb.QueryInput{
		TableName: &d.EvidenceTable, KeyConditionExpression: aws.String("pk = :pk"),
		ExpressionAttributeValues: item{":pk": text("chain#" + chain)},
		ConsistentRead:            aws.Bool(true), ScanIndexForward: aws.Bool(false), Limit: aws.Int32(1),
	})
	if err != nil || len(out.Items) == 0 {
		return h, err
	}
	if _, err = fmt.Sscanf(str(out.Items[0], "sk"), "%d", &h.sequence); err != nil {
		return h, err
	}
	return h, decodeSum(&h.link, str(out.Items[0], "link"))
}

// Consents implements Evidence.
func (d *Dynamo) Consents(ctx context.Context, phone string) ([]Consent, error) {
	_, list, err := d.records(ctx, phone)
	return list, err
}

// Bundle implements Evidence.
func (d *Dynamo) Bundle(ctx context.Context, phone string) (Bundle, error) {
	texts, records, err := d.records(ctx, phone)
	b := Bundle{Phone: phone, Printed: d.now().UTC(), Records: texts}
	if err != nil {
		return b, err
	}
	for _, from := range firstLinks(records) {
		var digests []string
		err := d.query(ctx, "pk = :pk AND sk >= :from", item{
			":pk": text("chain#" + from.Chain), ":from": text(sequenceKey(from.Sequence)),
		}, func(it item) error {
			digests = append(digests, str(it, "digest"))
			return nil
		})
		if err != nil {
			return b, wrap("bundle", err)
		}
		chain, err := newChain(from.Chain, from.Sequence, from.Previous, digests)
		if err != nil {
			return b, wrap("bundle", err)
		}
		b.Chains = append(b.Chains, chain)
	}
	return b, nil
}

func (d *Dynamo) records(ctx context.Context, phone string) (texts []json.RawMessage, list []Consent, err error) {
	err = d.query(ctx, "pk = :pk", item{":pk": text("consent#" + phone)}, func(it item) error {
		var c Consent
		record := []byte(str(it, "record"))
		if err := json.Unmarshal(record, &c); err != nil {
			return err
		}
		texts, list = append(texts, record), append(list, c)
		return nil
	})
	return texts, list, wrap("consents", err)
}

// query returns evidence items, oldest first.
func (d *Dynamo) query(ctx context.Context, condition string, values item, each func(item) error) error {
	pages := dynamodb.NewQueryPaginator(d.API, &dynamodb.QueryInput{
		TableName: &d.EvidenceTable, KeyConditionExpression: &condition, ExpressionAttributeValues: values,
		ConsistentRead: aws.Bool(true),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, it := range page.Items {
			if err := each(it); err != nil {
				return err
			}
		}
	}
	return nil
}
