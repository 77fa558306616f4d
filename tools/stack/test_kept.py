"""Tests of the storage of leads, consents and logs, and of its retention."""

import pytest

DAYS = 24 * 60 * 60


def test_redrive_and_retention(properties):
    queue, dead = properties("Queue"), properties("DeadLetters")
    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetters", "Arn"]},
        "maxReceiveCount": 1000,
    }
    for q in queue, dead, properties("Review"):
        assert q["MessageRetentionPeriod"] == 14 * DAYS
        assert q["SqsManagedSseEnabled"] is True


def test_delivery_takes_batches_and_reports_single_failures(properties):
    assert properties("DeliveryQueue") == {
        "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]},
        "FunctionName": {"Ref": "DeliveryAliaslive"},
        "BatchSize": 10,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": 2},
    }


@pytest.mark.parametrize("name", ["Table", "EvidenceTable"])
def test_tables(properties, name):
    t = properties(name)
    assert t["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert t["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert t["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert t["DeletionProtectionEnabled"] is True
    assert t["SSESpecification"] == {"SSEEnabled": True}
    assert t["BillingMode"] == "PAY_PER_REQUEST"


@pytest.mark.parametrize(
    "name, policy",
    [
        # A failed first deployment retains no resource.
        ("Table", "RetainExceptOnCreate"),
        ("EvidenceTable", "RetainExceptOnCreate"),
        ("Queue", "RetainExceptOnCreate"),
        ("DeadLetters", "RetainExceptOnCreate"),
        ("Review", "RetainExceptOnCreate"),
        ("AccessLog", "RetainExceptOnCreate"),
        ("IntakeLog", "RetainExceptOnCreate"),
        ("DeliveryLog", "RetainExceptOnCreate"),
        ("EdgeLogBucket", "RetainExceptOnCreate"),
        ("Credentials", "RetainExceptOnCreate"),
        ("AssetBucket", "Delete"),
        ("OriginKey", "Delete"),
    ],
)
def test_what_outlives_the_stack(resources, name, policy):
    assert resources[name]["DeletionPolicy"] == policy
    assert "UpdateReplacePolicy" in resources[name]


def test_every_log_ends(resources):
    logs = {n: r["Properties"] for n, r in resources.items() if r["Type"] == "AWS::Logs::LogGroup"}
    assert set(logs) == {"AccessLog", "IntakeLog", "DeliveryLog"}
    for name, log in logs.items():
        assert log["RetentionInDays"] == {"Ref": "LogDays"}, name


@pytest.mark.parametrize("name", ["AssetBucket", "EdgeLogBucket"])
def test_buckets_are_closed(properties, name):
    b = properties(name)
    assert set(b["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(b["PublicAccessBlockConfiguration"]) == 4
    assert b["BucketEncryption"]["ServerSideEncryptionConfiguration"]
