package main

import (
	"bytes"
	"context"
	"crypto/md5" //nolint:gosec // S3's ETag of an object is its MD5; nothing is secured by it
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	cftypes "github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"thoughtlyform/forms"
)

// deploy builds and deploys the stack by the SAM CLI, puts the widget's files
// in its bucket and has CloudFront forget the loaders that changed.
func deploy(ctx context.Context, t *task) error {
	assets, err := readAssets(t.dist)
	if err != nil {
		return err
	}
	for _, command := range [][]string{
		{"sam", "build"},
		{"sam", "deploy", "--config-env", t.env.name},
	} {
		t.say("run %s", strings.Join(command, " "))
		if t.dry {
			continue
		}
		c := exec.CommandContext(ctx, command[0], command[1:]...)
		c.Stdin, c.Stdout, c.Stderr = t.in, t.out, os.Stderr
		if err := c.Run(); err != nil {
			return fmt.Errorf("%s: %w", strings.Join(command, " "), err)
		}
	}
	if t.dry {
		for _, a := range assets {
			t.say("put %s (%s, %d bytes, %s)", a.key, a.contentType, len(a.body), a.cacheControl)
		}
		t.say("have CloudFront forget those of %s that changed", strings.Join(loaders(assets), " "))
		return nil
	}
	cfg, s, err := t.connect(ctx)
	if err != nil {
		return err
	}
	changed, err := t.upload(ctx, cfg, s.outputs["AssetBucketName"], assets)
	if err != nil {
		return err
	}
	if err := t.invalidate(ctx, cfg, s.outputs["DistributionId"], loaders(changed)); err != nil {
		return err
	}
	t.say("\nThe form is served from %s\nEmbed it with\n  %s", s.outputs["Address"], s.outputs["EmbedSnippet"])
	return t.checkOrigins(s.parameters["AllowedOrigins"])
}

// upload puts the assets that the bucket lacks or has otherwise, and returns
// them. What an earlier deployment put there stays, for pages that still use
// it.
func (t *task) upload(ctx context.Context, cfg aws.Config, bucket string, assets []asset) ([]asset, error) {
	if bucket == "" {
		return nil, errors.New("the stack has no output AssetBucketName")
	}
	client := s3.NewFromConfig(cfg)
	there := map[string]string{}
	pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, o := range page.Contents {
			there[aws.ToString(o.Key)] = strings.Trim(aws.ToString(o.ETag), `"`)
		}
	}
	var changed []asset
	for _, a := range assets {
		sum := md5.Sum(a.body) //nolint:gosec // as above
		if there[a.key] == hex.EncodeToString(sum[:]) {
			continue
		}
		put := &s3.PutObjectInput{
			Bucket: &bucket, Key: &a.key, Body: bytes.NewReader(a.body),
			ContentType: &a.contentType, CacheControl: &a.cacheControl,
		}
		if a.encoding != "" {
			put.ContentEncoding = &a.encoding
		}
		if _, err := client.PutObject(ctx, put); err != nil {
			return nil, fmt.Errorf("%s: %w", a.key, err)
		}
		t.say("put %s (%d bytes)", a.key, len(a.body))
		changed = append(changed, a)
	}
	return changed, nil
}

// invalidate has CloudFront forget paths.
func (t *task) invalidate(ctx context.Context, cfg aws.Config, distribution string, paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	if distribution == "" {
		return errors.New("the stack has no output DistributionId")
	}
	reference := strconv.FormatInt(time.Now().UnixNano(), 36)
	quantity := int32(len(paths))
	_, err := cloudfront.NewFromConfig(cfg).CreateInvalidation(ctx, &cloudfront.CreateInvalidationInput{
		DistributionId: &distribution,
		InvalidationBatch: &cftypes.InvalidationBatch{
			CallerReference: &reference,
			Paths:           &cftypes.Paths{Quantity: &quantity, Items: paths},
		},
	})
	if err == nil {
		t.say("CloudFront forgets %s", strings.Join(paths, " "))
	}
	return err
}

// checkOrigins says where a form may stand on a site whose browsers the
// gateway will turn away: the stack's list has to hold every form's origins.
func (t *task) checkOrigins(allowed string) error {
	set, err := forms.Embedded()
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for origin := range strings.SplitSeq(allowed, ",") {
		have[origin] = true
	}
	for _, id := range set.IDs() {
		f, err := set.Form(id)
		if err != nil {
			return err
		}
		for _, origin := range f.Origins {
			if origin != "*" && !have[origin] {
				t.say("Note: the form %s may stand on %s, which AllowedOrigins in samconfig.toml lacks; "+
					"browsers there cannot send it until it is added and deployed.", id, origin)
			}
		}
	}
	return nil
}
