package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

// stack holds the outputs and parameters of a deployed stack, by their names in
// template.yaml.
type stack struct {
	outputs    map[string]string
	parameters map[string]string
}

func (t *task) describe(ctx context.Context, cfg aws.Config) (stack, error) {
	s := stack{outputs: map[string]string{}, parameters: map[string]string{}}
	out, err := cloudformation.NewFromConfig(cfg).DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &t.env.stack})
	if missing(err) {
		return s, fmt.Errorf("there is no stack %s in %s: run `make deploy STACK=%s` first, or correct STACK, AWS_PROFILE or the region of samconfig.toml", t.env.stack, t.env.region, t.env.name)
	}
	if err != nil {
		return s, err
	}
	for _, found := range out.Stacks {
		for _, o := range found.Outputs {
			s.outputs[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
		}
		for _, p := range found.Parameters {
			s.parameters[aws.ToString(p.ParameterKey)] = aws.ToString(p.ParameterValue)
		}
	}
	return s, nil
}

// need returns an error if one of the outputs is missing.
func (s stack) need(outputs ...string) error {
	for _, name := range outputs {
		if s.outputs[name] == "" {
			return fmt.Errorf("the stack has no output %s", name)
		}
	}
	return nil
}

// connect returns the AWS configuration and the stack. It returns an error if
// the stack or one of the outputs does not exist.
func (t *task) connect(ctx context.Context, outputs ...string) (aws.Config, stack, error) {
	cfg, err := t.aws(ctx)
	if err != nil {
		return cfg, stack{}, err
	}
	s, err := t.describe(ctx, cfg)
	if err == nil {
		err = s.need(outputs...)
	}
	return cfg, s, err
}
