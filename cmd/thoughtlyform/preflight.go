package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

// preflight checks for conditions that would make a deployment fail after some
// minutes. Its errors include the remedy.
func (t *task) preflight(ctx context.Context, cfg aws.Config) error {
	if err := t.checkRegion(); err != nil {
		return err
	}
	who, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return err
	}
	t.say("deploy %s to account %s, region %s", t.env.stack, aws.ToString(who.Account), t.env.region)
	status, err := t.status(ctx, cfg)
	if err != nil {
		return err
	}
	if err := deployable(t.env, status); err != nil {
		return err
	}
	return t.checkConcurrency(ctx, cfg)
}

// regionName matches the form of region names, such as us-east-1.
var regionName = regexp.MustCompile(`^[a-z]{2,3}(-[a-z]+)+-[0-9]$`)

// checkRegion refuses a region in which the stack cannot run.
func (t *task) checkRegion() error {
	region := t.env.region
	rate := t.env.parameters["WafRate"]
	switch {
	case !regionName.MatchString(region):
		return fmt.Errorf("samconfig.toml: %q is not a region's name such as us-east-1", region)
	case strings.HasPrefix(region, "us-gov-"), strings.HasPrefix(region, "us-iso"):
		return fmt.Errorf("samconfig.toml: %s has no CloudFront, which the stack needs: deploy in another region", region)
	case rate != "" && rate != "0" && region != "us-east-1":
		return fmt.Errorf("samconfig.toml: WafRate needs a stack in us-east-1, since web ACLs for CloudFront exist only there, and the region is %s: "+
			"create a web ACL in us-east-1 and set WebAclArn, or set WafRate=0", region)
	}
	return nil
}

// status returns the stack's status, or "" if there is no stack.
func (t *task) status(ctx context.Context, cfg aws.Config) (string, error) {
	out, err := cloudformation.NewFromConfig(cfg).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &t.env.stack})
	if missing(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	for _, s := range out.Stacks {
		return string(s.StackStatus), nil
	}
	return "", nil
}

// missing reports whether err is CloudFormation's error for a missing stack.
func missing(err error) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	return ok && api.ErrorCode() == "ValidationError" && strings.Contains(api.ErrorMessage(), "does not exist")
}

// deployable returns an error with the remedy if a stack with this status cannot
// be updated.
func deployable(env environment, status string) error {
	switch {
	case strings.HasPrefix(status, "ROLLBACK_") && status != "ROLLBACK_IN_PROGRESS", status == "CREATE_FAILED":
		return fmt.Errorf("the first deployment of %s failed (%s), and CloudFormation cannot update such a stack. "+
			"The stack's events in the console name the cause; remove the stack with `make destroy STACK=%s`, then deploy again", env.stack, status, env.name)
	case status == "UPDATE_ROLLBACK_FAILED":
		return fmt.Errorf("%s is in UPDATE_ROLLBACK_FAILED: choose “Continue update rollback” in the CloudFormation console "+
			"(or run `aws cloudformation continue-update-rollback --stack-name %s`), then deploy again", env.stack, env.stack)
	case status == "DELETE_FAILED":
		return fmt.Errorf("%s was not deleted completely: run `make destroy STACK=%s` again, then deploy", env.stack, env.name)
	case strings.HasSuffix(status, "_IN_PROGRESS") && status != "REVIEW_IN_PROGRESS": // REVIEW_IN_PROGRESS is a stack with only a change set
		return fmt.Errorf("another operation on %s is running (%s): wait until it ends, then deploy again", env.stack, status)
	}
	return nil
}

// unreservable is the number of concurrent executions that AWS keeps unreserved
// in every account.
const unreservable = 100

// checkConcurrency returns an error if the stack reserves more concurrent
// executions than the account has. If the account's limit cannot be read, it
// prints the reason and returns no error.
func (t *task) checkConcurrency(ctx context.Context, cfg aws.Config) error {
	wanted := 0
	for _, name := range []string{"IntakeConcurrency", "DeliveryConcurrency"} {
		n, _ := strconv.Atoi(t.env.parameters[name])
		wanted += n
	}
	if wanted == 0 {
		return nil
	}
	out, err := lambda.NewFromConfig(cfg).GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil || out.AccountLimit == nil {
		reason := "the answer has none"
		if err != nil {
			reason = explain(err, t.env.region)
		}
		t.say("continue without the account's concurrency limit, which could not be read: %s", reason)
		return nil
	}
	// The account's total is compared, not its unreserved rest: when a stack is
	// updated, its present reservation is already subtracted from the rest.
	if total := int(out.AccountLimit.ConcurrentExecutions); wanted > total-unreservable {
		return fmt.Errorf("IntakeConcurrency and DeliveryConcurrency reserve %d concurrent executions, but this account has %d "+
			"and AWS keeps %d unreserved: set both to 0, or ask AWS for a higher quota of “Concurrent executions”", wanted, total, unreservable)
	}
	return nil
}
