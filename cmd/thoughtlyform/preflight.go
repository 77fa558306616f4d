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

// preflight asks AWS what would make a deployment fail minutes later, and says
// what to do about it.
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

// regionName has the form of every region's name, such as us-east-1.
var regionName = regexp.MustCompile(`^[a-z]{2,3}(-[a-z]+)+-[0-9]$`)

// checkRegion refuses what the region can never run.
func (t *task) checkRegion() error {
	region := t.env.region
	rate := t.env.parameters["WafRate"]
	switch {
	case !regionName.MatchString(region):
		return fmt.Errorf("samconfig.toml: %q is not a region's name such as us-east-1", region)
	case strings.HasPrefix(region, "us-gov-"), strings.HasPrefix(region, "us-iso"):
		return fmt.Errorf("samconfig.toml: %s has no CloudFront, which the stack is served from: deploy in another region", region)
	case rate != "" && rate != "0" && region != "us-east-1":
		return fmt.Errorf("samconfig.toml: WafRate needs a stack in us-east-1, since CloudFront's web ACLs exist only there, and this one is for %s: "+
			"make a web ACL there and set WebAclArn, or set WafRate=0", region)
	}
	return nil
}

// status returns the stack's status, "" where there is no stack.
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

// missing reports whether CloudFormation knows no stack of the name.
func missing(err error) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	return ok && api.ErrorCode() == "ValidationError" && strings.Contains(api.ErrorMessage(), "does not exist")
}

// deployable reports whether a stack with this status can be deployed to.
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
	case strings.HasSuffix(status, "_IN_PROGRESS") && status != "REVIEW_IN_PROGRESS": // that one only holds a change set
		return fmt.Errorf("another operation on %s is running (%s): wait until it ends, then deploy again", env.stack, status)
	}
	return nil
}

// unreservable is how many concurrent executions AWS keeps unreserved in every
// account.
const unreservable = 100

// checkConcurrency compares what the stack reserves with what the account has
// left. A deployer without the right to ask is only told.
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
		reason := "AWS named none"
		if err != nil {
			reason = explain(err, t.env.region)
		}
		t.say("go on without the account's concurrency limit, which could not be read: %s", reason)
		return nil
	}
	// An update of the same stack has its own reservation already.
	if total := int(out.AccountLimit.ConcurrentExecutions); wanted > total-unreservable {
		return fmt.Errorf("IntakeConcurrency and DeliveryConcurrency reserve %d concurrent executions, but this account has %d "+
			"and AWS keeps %d unreserved: set both to 0, or ask AWS for a higher quota of “Concurrent executions”", wanted, total, unreservable)
	}
	return nil
}
