// The intake function as it would be written for Node.js with the usual parts:
// AWS SDK v3, ajv and libphonenumber-js. It makes the same calls as ours in the
// same order: the secret once, claim, counters, pace, consent beside Thoughtly,
// and the answer.
import { createHash, randomUUID } from "node:crypto";
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import parsePhoneNumber from "libphonenumber-js/max";

const table = process.env.TABLE_NAME;
const dynamo = new DynamoDBClient({});
const queue = new SQSClient({});
const secret = new SecretsManagerClient({})
  .send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ID }))
  .then(({ SecretString }) => JSON.parse(SecretString));

const ajv = new Ajv();
addFormats(ajv);
const validate = ajv.compile({
  type: "object",
  required: ["form", "submission_id", "phone_number", "consent"],
  additionalProperties: false,
  properties: {
    form: { const: "contact" },
    submission_id: { type: "string", format: "uuid" },
    phone_number: { type: "string", maxLength: 250 },
    name: { type: "string", maxLength: 200 },
    email: { type: "string", format: "email", maxLength: 254 },
    country_code: { type: "string", pattern: "^[A-Z]{2}$" },
    tags: { type: "array", maxItems: 20, items: { type: "string", maxLength: 50 } },
    attributes: {
      type: "object",
      maxProperties: 20,
      additionalProperties: { type: "string", maxLength: 500 },
    },
    consent: { const: true },
    page: { type: "object" },
  },
});
const callable = new Set(["FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE", "VOIP"]);
const consentText = "I agree to be called at this number.";

export async function handler(event) {
  let submission;
  try {
    submission = JSON.parse(event.body);
  } catch {
    return answer(400, null, { code: "malformed" });
  }
  if (!validate(submission)) return answer(422, null, { code: "invalid_fields" });
  const phone = parsePhoneNumber(submission.phone_number, submission.country_code);
  if (!phone?.isValid() || !callable.has(phone.getType())) {
    return answer(422, null, { code: "phone_invalid" });
  }
  const contact = {
    phone_number: phone.number,
    name: submission.name,
    email: submission.email,
    country_code: phone.country,
    tags: ["website"],
  };

  const now = Date.now();
  const owner = randomUUID();
  const key = { pk: { S: `submission#contact#${submission.submission_id}` }, sk: { S: "-" } };
  try {
    await dynamo.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          ...key,
          payload: { S: createHash("sha256").update(JSON.stringify(contact)).digest("hex") },
          holder: { S: owner },
          lease: { N: String(now + 15_000) },
          expires_at: { N: String(Math.floor(now / 1000) + 86_400) },
        },
        ConditionExpression: "attribute_not_exists(pk) OR expires_at <= :now",
        ExpressionAttributeValues: { ":now": { N: String(Math.floor(now / 1000)) } },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
  } catch (error) {
    if (error.name !== "ConditionalCheckFailedException") throw error;
    return answer(409, null, { code: "submission_in_flight" });
  }
  await Promise.all([count("day", 86_400, 5000), count("minute", 60, 90)]);
  await update({ pk: { S: "pace#thoughtly" }, sk: { S: "-" } }, "SET full_at = full_at + :every", {
    ":every": { N: "1000" },
  });

  const consent = dynamo.send(
    new PutItemCommand({
      TableName: table,
      Item: {
        pk: { S: `consent#${contact.phone_number}` },
        sk: { S: `${new Date(now).toISOString()}#${submission.submission_id}` },
        record: {
          S: JSON.stringify({
            text: consentText,
            sha256: createHash("sha256").update(consentText).digest("hex"),
            typed: submission.phone_number,
            address: event.requestContext.http.sourceIp,
            page: submission.page,
          }),
        },
        expires_at: { N: String(Math.floor(now / 1000) + 5 * 366 * 86_400) },
      },
    }),
  );
  let id;
  try {
    id = await create(contact);
  } catch {
    await consent;
    await queue.send(
      new SendMessageCommand({
        QueueUrl: process.env.QUEUE_URL,
        MessageBody: JSON.stringify({ submission_id: submission.submission_id, contact }),
      }),
    );
    return answer(202, { status: "queued" });
  }
  await consent;
  await update(key, "SET outcome = :outcome, contact_id = :contact", {
    ":outcome": { S: "created" },
    ":contact": { S: id },
  });
  console.log(
    JSON.stringify({ level: "INFO", message: "created", submission: submission.submission_id }),
  );
  return answer(201, { status: "created", id });
}

async function create(contact) {
  const { api_token, team_id } = await secret;
  const response = await fetch(`${process.env.THOUGHTLY_URL}/contact/create`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-token": api_token, team_id },
    body: JSON.stringify(contact),
    signal: AbortSignal.timeout(5000),
  });
  const { data, error } = await response.json();
  if (!response.ok || error) throw new Error(`Thoughtly: ${response.status}`);
  return data.id;
}

function count(name, seconds, limit) {
  const start = Math.floor(Date.now() / 1000 / seconds) * seconds;
  return update(
    { pk: { S: `window#${name}#contact` }, sk: { S: String(start) } },
    "SET expires_at = :expires ADD counted :n",
    {
      ":n": { N: "1" },
      ":expires": { N: String(start + seconds + 60) },
      ":limit": { N: String(limit) },
    },
    "attribute_not_exists(counted) OR counted < :limit",
  );
}

function update(Key, UpdateExpression, ExpressionAttributeValues, ConditionExpression) {
  return dynamo.send(
    new UpdateItemCommand({
      TableName: table,
      Key,
      UpdateExpression,
      ConditionExpression,
      ExpressionAttributeValues,
      ReturnValues: "ALL_NEW",
    }),
  );
}

function answer(statusCode, data, error = null) {
  return {
    statusCode,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify({ data, error }),
  };
}
