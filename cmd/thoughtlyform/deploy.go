package main

import (
	"bytes"
	"context"
	"crypto/md5" // #nosec G501 -- S3's ETag of an object is its MD5; nothing is secured by it
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	cftypes "github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/term"

	"thoughtlyform/forms"
)

// deploy runs the preflight checks, builds and deploys the stack with the SAM
// CLI, creates the HMAC key if the secret has none, uploads the widget's files,
// and invalidates CloudFront's copies of these files and of the forms. It can be
// run again after any failure.
func deploy(ctx context.Context, t *task) error {
	assets, err := readAssets(t.dist)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(t.template)
	if err != nil {
		return err
	}
	template, err := readTemplate(text)
	if err != nil {
		return fmt.Errorf("%s: %w", t.template, err)
	}
	overrides, err := template.overrides(t.env.parameters)
	if err != nil {
		return err
	}
	if t.dry {
		t.plan(template, overrides, assets)
		return nil
	}
	if err := t.env.checkPlaceholders(); err != nil {
		return err
	}
	cfg, err := t.aws(ctx)
	if err != nil {
		return err
	}
	if err := t.preflight(ctx, cfg); err != nil {
		return err
	}
	for _, command := range t.sam(overrides) {
		t.say("run %s", strings.Join(command, " "))
		c := exec.CommandContext(ctx, command[0], command[1:]...) // #nosec G204 -- sam with the operator's own arguments, without a shell
		c.Stdin, c.Stdout, c.Stderr = t.in, t.out, os.Stderr
		if err := c.Run(); err != nil {
			return t.samFailed(ctx, cfg, command, err)
		}
	}
	s, err := t.describe(ctx, cfg)
	if err != nil {
		return err
	}
	if err := s.need("SecretArn", "AssetBucketName", "DistributionId"); err != nil {
		return err
	}
	if err := update(ctx, cfg, s.outputs["SecretArn"], nil); err != nil {
		return err
	}
	if err := t.publish(ctx, cfg, s, assets); err != nil {
		return err
	}
	t.say("\nThe form is served from %s\nEmbed it with\n  %s", s.outputs["Address"], s.outputs["EmbedSnippet"])
	return t.checkOrigins(s.parameters["AllowedOrigins"])
}

// samFailed returns the error for a failed command of the SAM CLI, with the
// stack's status. The SAM CLI has printed the cause.
func (t *task) samFailed(ctx context.Context, cfg aws.Config, command []string, failed error) error {
	what := strings.Join(command[:2], " ")
	if errors.Is(failed, exec.ErrNotFound) {
		return fmt.Errorf("%s: the SAM CLI is not installed; run `make deploy STACK=%s`, which installs it", what, t.env.name)
	}
	if command[1] != "deploy" {
		return fmt.Errorf("%s failed (%w): see its output above; nothing was deployed", what, failed)
	}
	status, err := t.status(ctx, cfg)
	if err != nil {
		return fmt.Errorf("%s failed (%w): see its output above", what, failed)
	}
	if err := deployable(t.env, status); err != nil {
		return fmt.Errorf("%s failed (%w): %w", what, failed, err)
	}
	switch status {
	case "":
		return fmt.Errorf("%s failed (%w): see its output above; there is no stack yet", what, failed)
	case "UPDATE_ROLLBACK_COMPLETE":
		return fmt.Errorf("%s failed (%w): the stack is back at its former version, which keeps working; the output above names the resource that failed", what, failed)
	}
	return fmt.Errorf("%s failed (%w): see its output above; the stack is unchanged (%s)", what, failed, status)
}

// sam returns the SAM CLI's two commands. Without a terminal, sam deploy does not
// ask for confirmation of the change set.
func (t *task) sam(overrides []string) [][]string {
	command := []string{"sam", "deploy", "--config-env", t.env.name}
	if !term.IsTerminal(int(t.in.Fd())) {
		command = append(command, "--no-confirm-changeset")
	}
	command = append(command, "--parameter-overrides")
	return [][]string{{"sam", "build"}, append(command, overrides...)}
}

// plan prints what deploy would do. It sends no request to AWS.
func (t *task) plan(template template, overrides []string, assets []asset) {
	for _, command := range t.sam(overrides) {
		t.say("run %s", strings.Join(command, " "))
	}
	for _, name := range sorted(template.Resources) {
		r := template.Resources[name]
		condition := ""
		if r.Condition != "" {
			condition = " if " + r.Condition
		}
		t.say("create or update %s, %s%s", name, r.Type, condition)
	}
	for _, a := range assets {
		t.say("upload %s (%s, %d bytes, %s)", a.key, a.contentType, len(a.body), a.cacheControl)
	}
	t.say("invalidate %s, and of %s those that changed", strings.Join(definitions, " "), strings.Join(loaders(assets), " "))
}

// definitions are the paths of the form definitions, which every deployment
// invalidates.
var definitions = []string{"/f/*", "/forms", "/forms/*"}

// publish uploads the changed assets and invalidates their paths and those of
// definitions. It first writes the paths to the object pending, so that the next
// run invalidates them if this one fails.
func (t *task) publish(ctx context.Context, cfg aws.Config, s stack, assets []asset) error {
	bucket := s.outputs["AssetBucketName"]
	client := s3.NewFromConfig(cfg)
	changed, err := changes(ctx, client, bucket, assets)
	if err != nil {
		return fmt.Errorf("the bucket %s cannot be read, and no file was uploaded: %w", bucket, err)
	}
	paths, err := notedPaths(ctx, client, bucket)
	if err != nil {
		return fmt.Errorf("the bucket %s cannot be read, and no file was uploaded: %w", bucket, err)
	}
	paths = append(append(paths, loaders(changed)...), definitions...)
	slices.Sort(paths)
	paths = slices.Compact(paths)
	if err := notePaths(ctx, client, bucket, paths); err != nil {
		return fmt.Errorf("no file can be uploaded to the bucket %s: %w", bucket, err)
	}
	for n, a := range changed {
		if err := a.put(ctx, client, bucket); err != nil {
			return fmt.Errorf("the functions are deployed, but only %d of %d files are uploaded; run `make deploy STACK=%s` again to upload the others: %w",
				n, len(changed), t.env.name, err)
		}
		t.say("uploaded %s (%d bytes)", a.key, len(a.body))
	}
	if err := t.invalidate(ctx, cfg, s.outputs["DistributionId"], paths); err != nil {
		return fmt.Errorf("the files are uploaded, but CloudFront's copies are not invalidated; run `make deploy STACK=%s` again: %w", t.env.name, err)
	}
	_, err = client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &bucket, Key: aws.String(pending)})
	return err
}

// pending is the object with the paths that are still to be invalidated, one in
// each line.
const pending = "pending-invalidation.txt"

func notedPaths(ctx context.Context, client *s3.Client, bucket string) ([]string, error) {
	out, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: aws.String(pending)})
	var missing *s3types.NoSuchKey
	if errors.As(err, &missing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Body.Close() }()
	text, err := io.ReadAll(out.Body)
	return strings.Fields(string(text)), err
}

func notePaths(ctx context.Context, client *s3.Client, bucket string, paths []string) error {
	_, err := client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &bucket, Key: aws.String(pending), Body: strings.NewReader(strings.Join(paths, "\n")), ContentType: aws.String("text/plain"),
	})
	return err
}

// changes returns the assets that the bucket does not have with the same content.
// Files of earlier deployments stay in the bucket, for pages that still use them.
func changes(ctx context.Context, client *s3.Client, bucket string, assets []asset) ([]asset, error) {
	etags := map[string]string{} // by key
	pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: &bucket})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, o := range page.Contents {
			etags[aws.ToString(o.Key)] = strings.Trim(aws.ToString(o.ETag), `"`)
		}
	}
	var changed []asset
	for _, a := range assets {
		sum := md5.Sum(a.body) // #nosec G401 -- as above
		if etags[a.key] != hex.EncodeToString(sum[:]) {
			changed = append(changed, a)
		}
	}
	return changed, nil
}

func (a asset) put(ctx context.Context, client *s3.Client, bucket string) error {
	put := &s3.PutObjectInput{
		Bucket: &bucket, Key: &a.key, Body: bytes.NewReader(a.body),
		ContentType: &a.contentType, CacheControl: &a.cacheControl,
	}
	if a.encoding != "" {
		put.ContentEncoding = &a.encoding
	}
	if _, err := client.PutObject(ctx, put); err != nil {
		return fmt.Errorf("%s: %w", a.key, err)
	}
	return nil
}

// invalidate creates a CloudFront invalidation of paths.
func (t *task) invalidate(ctx context.Context, cfg aws.Config, distribution string, paths []string) error {
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
		t.say("invalidated %s", strings.Join(paths, " "))
	}
	return err
}

// checkOrigins prints a note for each origin that a form allows and that is
// missing in AllowedOrigins.
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
				t.say("Note: the form %s allows the origin %s, which AllowedOrigins in samconfig.toml lacks. "+
					"Browsers on that site cannot send the form until you add it and deploy again.", id, origin)
			}
		}
	}
	return nil
}
