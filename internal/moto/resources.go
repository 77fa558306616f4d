package moto

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Resources are the names and URLs of a deployment's resources.
type Resources struct {
	SecretID, TableName, EvidenceTable, QueueURL, DeadURL, ReviewURL string
}

// Provision creates the secret, the two tables, the queue with its dead-letter
// queue, and the review queue. Their names are derived from name, and their
// settings are those of template.yaml.
func Provision(ctx context.Context, settings aws.Config, name, secret string) (Resources, error) {
	r := Resources{SecretID: name, TableName: name, EvidenceTable: name + "-evidence"}
	_, err := secretsmanager.NewFromConfig(settings).CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: &name, SecretString: &secret})
	if err != nil {
		return r, fmt.Errorf("moto: secret: %w", err)
	}
	tables := dynamodb.NewFromConfig(settings)
	for _, t := range []string{r.TableName, r.EvidenceTable} {
		if err := table(ctx, tables, t); err != nil {
			return r, fmt.Errorf("moto: table: %w", err)
		}
	}
	messages := sqs.NewFromConfig(settings)
	if r.QueueURL, r.DeadURL, err = queues(ctx, messages, name); err != nil {
		return r, fmt.Errorf("moto: queues: %w", err)
	}
	review, err := messages.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String(name + "-review")})
	if err != nil {
		return r, fmt.Errorf("moto: queues: %w", err)
	}
	r.ReviewURL = *review.QueueUrl
	return r, nil
}

func table(ctx context.Context, api *dynamodb.Client, name string) error {
	key := func(name string, t ddb.KeyType) ddb.KeySchemaElement {
		return ddb.KeySchemaElement{AttributeName: &name, KeyType: t}
	}
	text := func(name string) ddb.AttributeDefinition {
		return ddb.AttributeDefinition{AttributeName: &name, AttributeType: ddb.ScalarAttributeTypeS}
	}
	_, err := api.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: ddb.BillingModePayPerRequest,
		AttributeDefinitions: []ddb.AttributeDefinition{text("pk"), text("sk")},
		KeySchema:            []ddb.KeySchemaElement{key("pk", ddb.KeyTypeHash), key("sk", ddb.KeyTypeRange)},
	})
	if err != nil {
		return err
	}
	_, err = api.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName:               &name,
		TimeToLiveSpecification: &ddb.TimeToLiveSpecification{AttributeName: aws.String("expires_at"), Enabled: aws.Bool(true)},
	})
	return err
}

func queues(ctx context.Context, api *sqs.Client, name string) (url, deadURL string, err error) {
	dead, err := api.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String(name + "-dead")})
	if err != nil {
		return "", "", err
	}
	attributes, err := api.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: dead.QueueUrl, AttributeNames: []sqstypes.QueueAttributeName{"QueueArn"}})
	if err != nil {
		return "", "", err
	}
	redrive, err := json.Marshal(map[string]any{"deadLetterTargetArn": attributes.Attributes["QueueArn"], "maxReceiveCount": 1000})
	if err != nil {
		return "", "", err
	}
	queue, err := api.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: map[string]string{
		"VisibilityTimeout": "360", "MessageRetentionPeriod": "1209600", "RedrivePolicy": string(redrive),
	}})
	if err != nil {
		return "", "", err
	}
	return *queue.QueueUrl, *dead.QueueUrl, nil
}
