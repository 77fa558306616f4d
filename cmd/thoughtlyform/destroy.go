package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// longest is how long taking a stack down may take; CloudFront is slow.
const longest = 45 * time.Minute

// destroy takes the stack down. It refuses while leads wait or were given up,
// and asks for the stack's name. The template keeps the table, the queues and
// the logs even then.
func destroy(ctx context.Context, t *task) error {
	if t.dry {
		t.say("refuse if leads wait or were given up in %s", t.env.stack)
		t.say("empty its bucket of the widget's files")
		t.say("delete the stack, keeping its table, queues and logs")
		return nil
	}
	cfg, s, err := t.connect(ctx)
	if err != nil {
		return err
	}
	d, err := depth(ctx, cfg, s)
	if err != nil {
		return err
	}
	if n := d.Waiting + d.Hidden + d.Dead; n > 0 {
		return fmt.Errorf("%d leads would be abandoned: %d wait, %d are being delivered or put off, %d were given up. "+
			"Wait for the first, and see docs/operating.md about the last", n, d.Waiting, d.Hidden, d.Dead)
	}
	fmt.Fprintf(t.out, "This takes %s down, and with it the form at %s.\nType the stack's name to go on: ", t.env.stack, s.outputs["Address"])
	typed, _ := bufio.NewReader(t.in).ReadString('\n')
	if strings.TrimSpace(typed) != t.env.stack {
		return errors.New("that is not the stack's name; nothing was changed")
	}
	if err := empty(ctx, s3.NewFromConfig(cfg), s.outputs["AssetBucketName"]); err != nil {
		return err
	}
	client := cloudformation.NewFromConfig(cfg)
	if _, err := client.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &t.env.stack}); err != nil {
		return err
	}
	t.say("Deleting; CloudFront takes some minutes.")
	waiter := cloudformation.NewStackDeleteCompleteWaiter(client)
	if err := waiter.Wait(ctx, &cloudformation.DescribeStacksInput{StackName: &t.env.stack}, longest); err != nil {
		return err
	}
	t.say("Gone. Kept, since they may be evidence: the tables %s and %s, the queues %s and %s, and the logs.",
		s.outputs["TableName"], s.outputs["EvidenceTableName"], s.outputs["QueueUrl"], s.outputs["DeadLettersUrl"])
	return nil
}

// empty deletes every version of every object, without which CloudFormation
// cannot delete the bucket.
func empty(ctx context.Context, client *s3.Client, bucket string) error {
	if bucket == "" {
		return errors.New("the stack has no output AssetBucketName")
	}
	pages := s3.NewListObjectVersionsPaginator(client, &s3.ListObjectVersionsInput{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		var all []types.ObjectIdentifier
		for _, v := range page.Versions {
			all = append(all, types.ObjectIdentifier{Key: v.Key, VersionId: v.VersionId})
		}
		for _, m := range page.DeleteMarkers {
			all = append(all, types.ObjectIdentifier{Key: m.Key, VersionId: m.VersionId})
		}
		if len(all) == 0 {
			continue
		}
		out, err := client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &bucket, Delete: &types.Delete{Objects: all, Quiet: aws.Bool(true)}})
		if err != nil {
			return err
		}
		if len(out.Errors) > 0 {
			return fmt.Errorf("%s: %s", aws.ToString(out.Errors[0].Key), aws.ToString(out.Errors[0].Message))
		}
	}
	return nil
}
