"""Tests of the permissions of each role, statement by statement."""

import re

import pytest
from conftest import ROOT

LEDGER = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]


def arn(name):
    return {"Fn::GetAtt": [name, "Arn"]}


def log(group):
    return ("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], arn(group))


TRACE = ("Trace", ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*")
SECRET = ("ReadTheSecret", "secretsmanager:GetSecretValue", {"Ref": "Credentials"})
EVIDENCE = ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:Query"]
TABLE = ("KeepTheLedger", LEDGER, arn("Table"))
EVIDENCE_TABLE = ("AddEvidence", EVIDENCE, arn("EvidenceTable"))

EXPECTED = {
    "IntakeRole": [
        log("IntakeLog"),
        TRACE,
        SECRET,
        TABLE,
        EVIDENCE_TABLE,
        ("Enqueue", "sqs:SendMessage", arn("Queue")),
        ("HoldForReview", "sqs:SendMessage", arn("Review")),
    ],
    "DeliveryRole": [
        log("DeliveryLog"),
        TRACE,
        SECRET,
        TABLE,
        EVIDENCE_TABLE,
        (
            "TakeFromTheQueue",
            ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes", "sqs:SendMessage"],
            arn("Queue"),
        ),
        ("DeadLetterWithAReason", "sqs:SendMessage", arn("DeadLetters")),
        ("HoldForReview", "sqs:SendMessage", arn("Review")),
    ],
}


@pytest.mark.parametrize("role", EXPECTED)
def test_statements(properties, role):
    (policy,) = properties(role)["Policies"]
    statements = policy["PolicyDocument"]["Statement"]
    for s in statements:
        assert set(s) == {"Sid", "Effect", "Action", "Resource"}
        assert s["Effect"] == "Allow"
    assert [(s["Sid"], s["Action"], s["Resource"]) for s in statements] == EXPECTED[role]


@pytest.mark.parametrize("role", EXPECTED)
def test_only_lambda_assumes(properties, role):
    assert properties(role)["AssumeRolePolicyDocument"]["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    assert "ManagedPolicyArns" not in properties(role)


def test_deployments_only_move_these_two_functions(properties):
    role = properties("DeploymentRole")
    (assume,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert assume["Principal"] == {"Service": "codedeploy.amazonaws.com"}
    move, read = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert {a.partition(":")[0] for a in move["Action"]} == {"lambda"}
    assert all(":function:${Intake}" in r["Fn::Sub"] or ":function:${Delivery}" in r["Fn::Sub"] for r in move["Resource"])
    assert read["Action"] == "cloudwatch:DescribeAlarms"


def methods(file, interface):
    """Return the methods of a Go interface that lists the used methods of an AWS client."""
    source = (ROOT / file).read_text()
    body = re.search(rf"type {interface} interface {{\n(.*?)\n}}", source, re.S)[1]
    return set(re.findall(r"^\t(\w+)\(", body, re.M))


def test_the_statements_cover_the_calls_that_are_made():
    actions = {a.removeprefix("dynamodb:") for a in LEDGER + EVIDENCE}
    actions.add("TransactWriteItems")  # allowed where its puts are
    assert methods("lambda/ledger/dynamo.go", "DynamoAPI") <= actions
    queue = {a.removeprefix("sqs:") for _, actions, _ in EXPECTED["DeliveryRole"][5:] for a in ([actions] if isinstance(actions, str) else actions)}
    assert methods("lambda/queue/sqs.go", "SQSAPI") == queue


def test_no_role_changes_evidence(resources):
    """Evidence is only added and read: no statement for its table allows Update or Delete, or names all tables."""
    for name, r in resources.items():
        if r["Type"] != "AWS::IAM::Role":
            continue
        for policy in r["Properties"]["Policies"]:
            for s in policy["PolicyDocument"]["Statement"]:
                actions = [s["Action"]] if isinstance(s["Action"], str) else s["Action"]
                if not any(a.startswith("dynamodb:") for a in actions) or name == "BackupRole":
                    continue
                assert s["Resource"] in (arn("Table"), arn("EvidenceTable"))
                if s["Resource"] == arn("EvidenceTable"):
                    assert set(actions) <= {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:Query"}, name


def test_backups_are_optional_and_change_nothing(resources):
    """AWS Backup reads the evidence and deletes only its own copies, after their retention."""
    for name in "EvidenceVault", "EvidenceBackupPlan", "EvidenceBackupSelection", "BackupRole":
        assert resources[name]["Condition"] == "BacksUp"
    lock = resources["EvidenceVault"]["Properties"]["LockConfiguration"]
    assert lock["Fn::If"][:2] == ["LocksBackups", {"MinRetentionDays": {"Ref": "EvidenceBackupDays"}, "ChangeableForDays": 3}]
    read, copies = resources["BackupRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert read["Resource"] == arn("EvidenceTable") and not {a for a in read["Action"] if re.search("Item|DeleteTable|UpdateTable", a)}
    assert copies["Resource"] == {"Fn::Sub": "${EvidenceTable.Arn}/backup/*"}


def test_there_are_no_other_roles(resources):
    roles = {name for name, r in resources.items() if r["Type"] == "AWS::IAM::Role"}
    assert roles == {*EXPECTED, "DeploymentRole", "BackupRole"}
    assert resources["Intake"]["Properties"]["Role"] == arn("IntakeRole")
    assert resources["Delivery"]["Properties"]["Role"] == arn("DeliveryRole")
    assert not [n for n, r in resources.items() if r["Type"] in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")]


def test_only_the_gateway_invokes_intake_and_nobody_delivery(resources):
    permissions = {n: r["Properties"] for n, r in resources.items() if r["Type"] == "AWS::Lambda::Permission"}
    assert set(permissions) == {"ApiInvokesIntake"}
    p = permissions["ApiInvokesIntake"]
    assert p["FunctionName"] == {"Ref": "IntakeAliaslive"}
    assert p["Principal"] == "apigateway.amazonaws.com"
    assert "${Api}/*" in p["SourceArn"]["Fn::Sub"]


@pytest.mark.parametrize(
    "policy, resource",
    [
        ("QueuePolicy", arn("Queue")),
        ("DeadLettersPolicy", arn("DeadLetters")),
        ("ReviewPolicy", arn("Review")),
        ("AssetBucketPolicy", None),
        ("EdgeLogBucketPolicy", None),
    ],
)
def test_nothing_comes_without_tls(properties, policy, resource):
    deny = [s for s in properties(policy)["PolicyDocument"]["Statement"] if s["Effect"] == "Deny"]
    assert len(deny) == 1
    assert deny[0]["Principal"] == "*"
    assert deny[0]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    if resource:
        assert deny[0]["Resource"] == resource


def test_only_this_distribution_reads_the_assets(properties):
    allow = [s for s in properties("AssetBucketPolicy")["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    assert len(allow) == 1
    assert allow[0]["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert allow[0]["Action"] == "s3:GetObject"
    source = allow[0]["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"]
    assert source.endswith(":distribution/${Distribution}")


def test_only_this_accounts_alarms_publish(properties):
    (s,) = properties("AlarmsPolicy")["PolicyDocument"]["Statement"]
    assert s["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert s["Action"] == "sns:Publish"
    assert s["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
