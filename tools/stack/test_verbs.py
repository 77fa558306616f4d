"""The verbs of tools/stack.mk against moto: the real command, no real AWS.

The SAM CLI's own deployment is out of reach here, since moto does not run the
transform: a recording stand-in takes its place on the PATH.
"""

import json
import stat
import subprocess

import pytest
from conftest import ORIGINS, ROOT

STACK = "thoughtly-form-dev"


@pytest.fixture(scope="session")
def command(tmp_path_factory):
    out = tmp_path_factory.mktemp("bin") / "thoughtlyform"
    subprocess.run(["go", "build", "-o", out, "."], cwd=ROOT / "cmd/thoughtlyform", check=True)
    return out


class Deployed:
    def __init__(self, cloud, command, template, tmp_path):
        self.cloud, self.command, self.tmp = cloud, command, tmp_path
        self.outputs = cloud.deploy(STACK, template, {"AllowedOrigins": ORIGINS})

    def run(self, *args, typed="", env=None):
        return subprocess.run(
            [self.command, "-config", ROOT / "samconfig.toml", *args],
            input=typed,
            env={**self.cloud.env, **(env or {})},
            capture_output=True,
            text=True,
            timeout=120,
        )

    def send(self, output, body, reason=None):
        attributes = {"Reason": {"DataType": "String", "StringValue": reason}} if reason else {}
        self.cloud.client("sqs").send_message(
            QueueUrl=self.outputs[output], MessageBody=body, MessageAttributes=attributes
        )

    def count(self, output):
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        got = self.cloud.client("sqs").get_queue_attributes(QueueUrl=self.outputs[output], AttributeNames=names)
        return tuple(int(got["Attributes"][n]) for n in names)


@pytest.fixture
def deployed(cloud, command, template, tmp_path):
    return Deployed(cloud, command, template, tmp_path)


# ---- deploy


@pytest.fixture
def sam(tmp_path):
    """A recording sam on a PATH of its own, and the file it writes its arguments to."""
    folder = tmp_path / "path"
    folder.mkdir()
    calls = tmp_path / "calls"
    script = folder / "sam"
    script.write_text(f'#!/bin/sh\necho "$@" >>{calls}\nexit "${{SAM_EXIT:-0}}"\n')
    script.chmod(script.stat().st_mode | stat.S_IEXEC)
    return {"PATH": f"{folder}:/usr/bin:/bin"}, calls


@pytest.fixture
def dist(tmp_path):
    folder = tmp_path / "dist"
    (folder / "types").mkdir(parents=True)
    (folder / "thoughtly-form.js").write_text('import "./live-AB2DEF34.js";')
    (folder / "live-AB2DEF34.js").write_text("export {};")
    (folder / "types/index.d.ts").write_text("export {};")
    return folder


def test_deploy(deployed, sam, dist):
    env, calls = sam
    done = deployed.run("-dist", dist, "deploy", env=env)
    assert done.returncode == 0, done.stderr
    assert calls.read_text().splitlines() == ["build", "deploy --config-env dev"]
    assert "<thoughtly-form form=" in done.stdout
    for origin in {o for f in (ROOT / "forms").glob("*.json") for o in json.loads(f.read_text()).get("origins", [])}:
        assert (origin in ORIGINS or origin == "*") or f"may stand on {origin}, which AllowedOrigins" in done.stdout

    s3, bucket = deployed.cloud.client("s3"), deployed.outputs["AssetBucketName"]
    objects = {o["Key"]: s3.head_object(Bucket=bucket, Key=o["Key"]) for o in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    names = ["live-AB2DEF34.js", "thoughtly-form.js"]
    assert sorted(objects) == sorted("widget/" + n + e for n in names for e in ("", ".br", ".gz"))
    assert objects["widget/live-AB2DEF34.js.br"]["ContentEncoding"] == "br"
    assert objects["widget/live-AB2DEF34.js.br"]["ContentType"] == "text/javascript; charset=utf-8"
    assert objects["widget/live-AB2DEF34.js.br"]["CacheControl"] == "public, max-age=31536000, immutable"
    assert objects["widget/thoughtly-form.js"]["CacheControl"] == "public, max-age=300, s-maxage=86400"
    assert forgotten(deployed) == [["/widget/thoughtly-form.js", "/widget/thoughtly-form.js.br", "/widget/thoughtly-form.js.gz"]]

    # Nothing changed, nothing is put; a changed loader alone is forgotten.
    assert "put " not in deployed.run("-dist", dist, "deploy", env=env).stdout
    assert len(forgotten(deployed)) == 1
    (dist / "thoughtly-form.js").write_text('import "./live-CD2DEF34.js";')
    (dist / "live-AB2DEF34.js").rename(dist / "live-CD2DEF34.js")
    assert deployed.run("-dist", dist, "deploy", env=env).returncode == 0
    assert len(forgotten(deployed)) == 2
    assert not [p for paths in forgotten(deployed) for p in paths if "live" in p]
    assert s3.head_object(Bucket=bucket, Key="widget/live-AB2DEF34.js"), "pages that are open still ask for it"


def forgotten(deployed):
    cloudfront, id = deployed.cloud.client("cloudfront"), deployed.outputs["DistributionId"]
    listed = cloudfront.list_invalidations(DistributionId=id)["InvalidationList"].get("Items", [])
    batches = [
        cloudfront.get_invalidation(DistributionId=id, Id=i["Id"])["Invalidation"]["InvalidationBatch"] for i in listed
    ]
    return [sorted(b["Paths"]["Items"]) for b in batches]


def test_deploy_uploads_nothing_when_the_stack_failed(deployed, sam, dist):
    env, _ = sam
    done = deployed.run("-dist", dist, "deploy", env={**env, "SAM_EXIT": "1"})
    assert done.returncode == 1
    assert "sam build" in done.stderr
    bucket = deployed.outputs["AssetBucketName"]
    assert "Contents" not in deployed.cloud.client("s3").list_objects_v2(Bucket=bucket)


# ---- secret


def test_secret_keeps_the_deployments_key(deployed):
    secrets, arn = deployed.cloud.client("secretsmanager"), deployed.outputs["SecretArn"]
    before = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    assert len(before["hmac_key"]) == 48
    done = deployed.run("secret", typed="token-1\nteam-1\n")
    assert done.returncode == 0, done.stderr
    assert "token-1" not in done.stdout + done.stderr and "team-1" not in done.stdout + done.stderr
    after = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    assert after == {**before, "api_token": "token-1", "team_id": "team-1"}


@pytest.mark.parametrize("typed", ["", "token\n", "token\n\n", "to ken\nteam\n"])
def test_secret_changes_nothing_without_both_values(deployed, typed):
    secrets, arn = deployed.cloud.client("secretsmanager"), deployed.outputs["SecretArn"]
    before = secrets.get_secret_value(SecretId=arn)["SecretString"]
    done = deployed.run("secret", typed=typed)
    assert done.returncode == 1
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == before


# ---- waiting and redrive


def test_waiting_counts_and_changes_nothing(deployed):
    for _ in range(3):
        deployed.send("QueueUrl", "{}")
    deployed.cloud.client("sqs").receive_message(QueueUrl=deployed.outputs["QueueUrl"])
    deployed.send("DeadLettersUrl", "{}", "refused")
    done = deployed.run("waiting")
    assert [int(line.split()[-1]) for line in done.stdout.replace(" (or put off)", "").splitlines()] == [2, 1, 1]
    assert deployed.count("QueueUrl") == (2, 1)
    assert deployed.count("DeadLettersUrl") == (1, 0)


def test_redrive(deployed):
    for i in range(12):
        deployed.send("DeadLettersUrl", json.dumps({"n": i}), "refused")
    done = deployed.run("redrive")
    assert "sent again  12" in done.stdout, done.stderr
    assert deployed.count("DeadLettersUrl") == (0, 0)
    bodies = set()
    sqs = deployed.cloud.client("sqs")
    while messages := sqs.receive_message(
        QueueUrl=deployed.outputs["QueueUrl"], MaxNumberOfMessages=10, MessageAttributeNames=["All"], WaitTimeSeconds=0
    ).get("Messages"):
        for m in messages:
            assert "MessageAttributes" not in m, "a lead that waits has no reason to be dead"
            bodies.add(m["Body"])
    assert bodies == {json.dumps({"n": i}) for i in range(12)}


def test_redrive_for_one_reason(deployed):
    deployed.send("DeadLettersUrl", "a", "thoughtly: permanent: refused (HTTP 400)")
    deployed.send("DeadLettersUrl", "b", "unreadable")
    deployed.send("DeadLettersUrl", "c")
    done = deployed.run("-reason", "HTTP 400", "redrive")
    assert done.returncode == 0, done.stderr
    assert "sent again  1\n" in done.stdout
    assert "1 (unreadable)" in done.stdout and "1 (received too often)" in done.stdout
    assert deployed.count("QueueUrl") == (1, 0)
    assert sum(deployed.count("DeadLettersUrl")) == 2


# ---- destroy


@pytest.mark.parametrize("output", ["QueueUrl", "DeadLettersUrl"])
def test_destroy_refuses_while_leads_wait(deployed, output):
    deployed.send(output, "{}")
    done = deployed.run("destroy", typed=STACK + "\n")
    assert done.returncode == 1
    assert "1 leads would be abandoned" in done.stderr
    assert deployed.cloud.stands(STACK)


def test_destroy_asks_for_the_name(deployed):
    done = deployed.run("destroy", typed="yes\n")
    assert done.returncode == 1
    assert "nothing was changed" in done.stderr
    assert deployed.cloud.stands(STACK)


def test_destroy(deployed, sam, dist):
    env, _ = sam
    assert deployed.run("-dist", dist, "deploy", env=env).returncode == 0
    done = deployed.run("destroy", typed=STACK + "\n")
    assert done.returncode == 0, done.stderr
    assert "Gone" in done.stdout
    assert not deployed.cloud.stands(STACK)
    buckets = [b["Name"] for b in deployed.cloud.client("s3").list_buckets()["Buckets"]]
    assert deployed.outputs["AssetBucketName"] not in buckets


# ---- consent


def store_consent(deployed, table, day):
    record = {"submission_id": day, "form": "contact", "time": f"2026-11-{day}T00:00:00Z", "phone": "+14155550123"}
    deployed.cloud.client("dynamodb").put_item(
        TableName=table,
        Item={
            "pk": {"S": "consent#+14155550123"},
            "sk": {"S": f"2026-11-{day}T00:00:00Z#{day}"},
            "record": {"S": json.dumps(record)},
        },
    )


def test_consent(deployed):
    for day in "02", "01":
        store_consent(deployed, deployed.outputs["EvidenceTableName"], day)
    done = deployed.run("-phone", "+1 415 555 0123", "consent")
    assert done.returncode == 0, done.stderr
    assert done.stdout.index('"submission_id": "01"') < done.stdout.index('"submission_id": "02"')
    none = deployed.run("-phone", "+14155550124", "consent")
    assert none.returncode == 1 and "no record" in none.stderr
    assert deployed.run("-phone", "4155550123", "consent").returncode == 1


def test_restore(deployed, template):
    dynamodb, table = deployed.cloud.client("dynamodb"), deployed.outputs["EvidenceTableName"]
    shape = template["Resources"]["Table"]["Properties"]
    keys = {k: shape[k] for k in ("AttributeDefinitions", "KeySchema", "BillingMode")}
    dynamodb.create_table(TableName="restored", **keys)
    for day in "01", "02":
        store_consent(deployed, "restored", day)
    dynamodb.put_item(TableName="restored", Item={"pk": {"S": "spent#token"}, "sk": {"S": "-"}})
    store_consent(deployed, table, "02")

    first = deployed.run("-from", "restored", "restore")
    assert first.returncode == 0, first.stderr
    assert [int(line.split()[-1]) for line in first.stdout.splitlines()] == [1, 1]
    again = deployed.run("-from", "restored", "restore")
    assert [int(line.split()[-1]) for line in again.stdout.splitlines()] == [0, 2]
    assert {i["pk"]["S"] for i in dynamodb.scan(TableName=table)["Items"]} == {"consent#+14155550123"}
    assert deployed.run("restore").returncode == 1
    assert deployed.run("-from", "no-such-table", "restore").returncode == 1


# ---- what they say first


@pytest.mark.parametrize("verb", ["deploy", "secret", "destroy", "waiting", "redrive", "consent", "restore"])
def test_a_dry_run_asks_aws_nothing(command, dist, verb):
    done = subprocess.run(
        [command, "-config", ROOT / "samconfig.toml", "-dist", dist, "-phone", "+14155550123", "-from", "a-table", "-dry", verb],
        env={"PATH": "/usr/bin", "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode == 0, done.stderr
    assert all(line.startswith("would ") for line in done.stdout.splitlines()) and done.stdout
