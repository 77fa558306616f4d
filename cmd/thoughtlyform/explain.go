package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
)

// checkCredentials returns an error if the SDK finds no credentials, or an
// expired single sign-on session.
func checkCredentials(ctx context.Context, cfg aws.Config) error {
	_, err := cfg.Credentials.Retrieve(ctx)
	switch text := fmt.Sprint(err); {
	case err == nil:
		return nil
	case strings.Contains(strings.ToLower(text), "sso"):
		return fmt.Errorf("the single sign-on session%s has ended or was never started: run `aws sso login`%s", inProfile(), withProfile())
	case strings.Contains(text, "IMDS"), strings.Contains(text, "EC2 Instance Metadata"):
		return errors.New("there are no AWS credentials: set AWS_PROFILE to a profile of ~/.aws/config, or run `aws configure`")
	}
	return fmt.Errorf("the AWS credentials%s cannot be read: %w", inProfile(), err)
}

func inProfile() string {
	if p := os.Getenv("AWS_PROFILE"); p != "" {
		return " of the profile " + p
	}
	return ""
}

func withProfile() string {
	if p := os.Getenv("AWS_PROFILE"); p != "" {
		return " with the same AWS_PROFILE"
	}
	return ""
}

// explain returns the text of an error, with the AWS SDK's description of a
// failed request replaced by the cause and the remedy in plain words.
func explain(err error, region string) string {
	op, ok := errors.AsType[*smithy.OperationError](err)
	if !ok {
		return err.Error()
	}
	return strings.Replace(err.Error(), op.Error(), sentence(op, region), 1)
}

func sentence(op *smithy.OperationError, region string) string {
	request := op.Service() + " " + op.Operation()
	if dns, ok := errors.AsType[*net.DNSError](op); ok {
		return fmt.Sprintf("%s failed (%s: no such host): is the region %s of samconfig.toml spelt right, and is the network up?", request, dns.Name, region)
	}
	api, ok := errors.AsType[smithy.APIError](op)
	if !ok {
		cause := op.Unwrap()
		if failed, ok := errors.AsType[*url.Error](op); ok {
			cause = failed.Err
		} else if broken, ok := errors.AsType[*net.OpError](op); ok {
			cause = broken
		}
		return fmt.Sprintf("%s got no answer from AWS (%v): is the network up? You can run the same command again", request, cause)
	}
	switch api.ErrorCode() {
	case "ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired":
		return fmt.Sprintf("the AWS credentials%s have expired: sign in again, for example with `aws sso login`", inProfile())
	case "InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure":
		return fmt.Sprintf("AWS refuses the credentials%s in %s: the key was deleted, or the region is not enabled for the account", inProfile(), region)
	case "SignatureDoesNotMatch", "InvalidSignatureException":
		return fmt.Sprintf("AWS refuses the signature: the secret key%s or this machine's clock is wrong", inProfile())
	case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "Forbidden":
		return fmt.Sprintf("the credentials%s lack the permission for %s: %s", inProfile(), request, api.ErrorMessage())
	case "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown":
		return fmt.Sprintf("AWS throttles %s: try again in a minute", request)
	}
	return fmt.Sprintf("%s failed: %s: %s", request, api.ErrorCode(), strings.TrimSuffix(api.ErrorMessage(), "."))
}
