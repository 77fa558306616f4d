package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	cfntypes "github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"thoughtlyform/lambda/queue"
)

// longest is the longest wait for a deletion. CloudFront takes up to half an hour.
const longest = 45 * time.Minute

// destroy deletes the stack. It works in every state of a stack, also after a
// failed first deployment, which has no outputs. It refuses while leads wait or
// are dead-lettered, and asks for the stack's name as confirmation. By their
// DeletionPolicy, the tables, queues, credentials and logs are kept.
func destroy(ctx context.Context, t *task) error {
	if t.dry {
		t.say("refuse if leads wait or are dead-lettered in %s", t.env.stack)
		t.say("empty its bucket of the widget's files")
		t.say("delete the stack, and keep its tables, queues, credentials and logs")
		return nil
	}
	cfg, err := t.aws(ctx)
	if err != nil {
		return err
	}
	status, err := t.status(ctx, cfg)
	switch {
	case err != nil:
		return err
	case status == "":
		t.say("There is no stack %s in %s.", t.env.stack, t.env.region)
		return nil
	case strings.HasSuffix(status, "_IN_PROGRESS") && status != "DELETE_IN_PROGRESS" && status != "REVIEW_IN_PROGRESS":
		return fmt.Errorf("another operation on %s is running (%s): wait until it ends, then try again", t.env.stack, status)
	}
	client := cloudformation.NewFromConfig(cfg)
	made, err := t.resources(ctx, client)
	if err != nil {
		return err
	}
	if err := refuseWhileLeadsWait(ctx, cfg, made); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "This deletes the stack %s (%s); its forms stop working.\nType the stack's name to continue: ", t.env.stack, status)
	typed, err := bufio.NewReader(t.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.TrimSpace(typed) != t.env.stack {
		return errors.New("that is not the stack's name; nothing was changed")
	}
	if bucket := made["AssetBucket"]; bucket != "" {
		if err := empty(ctx, s3.NewFromConfig(cfg), bucket); err != nil {
			return err
		}
	}
	if _, err := client.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &t.env.stack}); err != nil {
		return err
	}
	t.say("Deleting; CloudFront takes some minutes.")
	waiter := cloudformation.NewStackDeleteCompleteWaiter(client)
	if err := waiter.Wait(ctx, &cloudformation.DescribeStacksInput{StackName: &t.env.stack}, longest); err != nil {
		if now, statusErr := t.status(ctx, cfg); statusErr == nil && now == "DELETE_FAILED" {
			return fmt.Errorf("%s could not be deleted (DELETE_FAILED): the stack's events in the CloudFormation console name the resource; "+
				"remove its cause and run `make destroy STACK=%s` again", t.env.stack, t.env.name)
		}
		return fmt.Errorf("the deletion of %s has not ended; run `make destroy STACK=%s` again to wait for it: %w", t.env.stack, t.env.name, err)
	}
	t.say("Deleted. These resources are kept, since they can contain evidence or leads:")
	for _, name := range []string{"EvidenceTable", "Table", "Queue", "DeadLetters", "Credentials"} {
		if made[name] != "" {
			t.say("  %s  %s", name, made[name])
		}
	}
	return nil
}

// resources returns the physical ids of the stack's resources by logical id.
// Unlike outputs, they exist in every state of the stack.
func (t *task) resources(ctx context.Context, client *cloudformation.Client) (map[string]string, error) {
	made := map[string]string{}
	pages := cloudformation.NewListStackResourcesPaginator(client, &cloudformation.ListStackResourcesInput{StackName: &t.env.stack})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range page.StackResourceSummaries {
			switch r.ResourceStatus {
			case cfntypes.ResourceStatusDeleteComplete, cfntypes.ResourceStatusDeleteSkipped, cfntypes.ResourceStatusCreateFailed:
				continue
			}
			made[aws.ToString(r.LogicalResourceId)] = aws.ToString(r.PhysicalResourceId)
		}
	}
	return made, nil
}

// refuseWhileLeadsWait returns an error if the stack's queues have messages.
func refuseWhileLeadsWait(ctx context.Context, cfg aws.Config, made map[string]string) error {
	q := &queue.SQS{API: sqs.NewFromConfig(cfg), URL: made["Queue"], DeadURL: made["DeadLetters"], Timeout: time.Minute}
	if q.URL == "" || q.DeadURL == "" {
		return nil
	}
	d, err := q.Depth(ctx)
	if err != nil {
		return err
	}
	if n := d.Waiting + d.Hidden + d.Dead; n > 0 {
		return fmt.Errorf("%d leads would be abandoned: %d wait, %d are being delivered or are deferred, %d are dead-lettered. "+
			"Wait until the queue is empty; for dead-lettered leads see docs/operating.md", n, d.Waiting, d.Hidden, d.Dead)
	}
	return nil
}

// empty deletes all versions of all objects, because CloudFormation deletes only
// empty buckets. It returns no error if the bucket does not exist.
func empty(ctx context.Context, client *s3.Client, bucket string) error {
	pages := s3.NewListObjectVersionsPaginator(client, &s3.ListObjectVersionsInput{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		var gone *types.NoSuchBucket
		if errors.As(err, &gone) {
			return nil
		}
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
