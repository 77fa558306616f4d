"""Tests of the verbs of tools/stack.mk against moto: the real command, no real AWS.

The SAM CLI's deployment cannot be tested here, since moto does not run the
transform: a recording replacement is on the PATH instead.
"""

import contextlib
import hashlib
import json
import stat
import subprocess

import pytest
from conftest import ORIGINS, ROOT, Handler, serve
from samcli.cli.types import CfnParameterOverridesType

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
        config = self.tmp / "samconfig.toml"
        if not config.exists():
            config.write_text((ROOT / "samconfig.toml").read_text().replace("www.example.com", "www.acme.test").replace("example.com", "acme.test"))
        return subprocess.run(
            [self.command, "-config", config, "-template", ROOT / "template.yaml", *args],
            input=typed,
            env={**self.cloud.env, **(env or {})},
            capture_output=True,
            text=True,
            timeout=600,
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
    """A recording sam on a separate PATH, and the file to which it writes its arguments."""
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


def test_deploy(deployed, source, sam, dist):
    env, calls = sam
    done = deployed.run("-dist", dist, "deploy", env=env)
    assert done.returncode == 0, done.stderr
    build, deploy = calls.read_text().splitlines()
    assert build == "build"
    assert deploy.startswith("deploy --config-env dev --no-confirm-changeset --parameter-overrides ")
    # All parameters are passed, since the SAM CLI keeps the former value of a missing one.
    given = CfnParameterOverridesType().convert(tuple(deploy.split("--parameter-overrides ")[1].split(" ")), None, None)
    assert set(given) == set(source["Parameters"])
    assert given["AlarmEmail"] == "" and given["LogDays"] == "30" and given["ConsentDays"] == str(source["Parameters"]["ConsentDays"]["Default"])
    assert "<thoughtly-form form=" in done.stdout
    for origin in {o for f in (ROOT / "forms").glob("*.json") for o in json.loads(f.read_text()).get("origins", [])}:
        assert (origin in ORIGINS or origin == "*") or f"allows the origin {origin}, which AllowedOrigins" in done.stdout

    s3, bucket = deployed.cloud.client("s3"), deployed.outputs["AssetBucketName"]
    objects = {o["Key"]: s3.head_object(Bucket=bucket, Key=o["Key"]) for o in s3.list_objects_v2(Bucket=bucket)["Contents"]}
    names = ["live-AB2DEF34.js", "thoughtly-form.js"]
    assert sorted(objects) == sorted("widget/" + n + e for n in names for e in ("", ".br", ".gz"))
    key = json.loads(secret(deployed))["hmac_key"]
    assert len(key) >= 32
    assert objects["widget/live-AB2DEF34.js.br"]["ContentEncoding"] == "br"
    assert objects["widget/live-AB2DEF34.js.br"]["ContentType"] == "text/javascript; charset=utf-8"
    assert objects["widget/live-AB2DEF34.js.br"]["CacheControl"] == "public, max-age=31536000, immutable"
    assert objects["widget/thoughtly-form.js"]["CacheControl"] == "public, max-age=300, s-maxage=86400"
    forms = ["/f/*", "/forms", "/forms/*"]
    loaders = ["/widget/thoughtly-form.js", "/widget/thoughtly-form.js.br", "/widget/thoughtly-form.js.gz"]
    assert invalidated(deployed) == [forms + loaders]

    # Nothing changed: nothing is uploaded, and only the forms are invalidated.
    assert "uploaded " not in deployed.run("-dist", dist, "deploy", env=env).stdout
    assert sorted(invalidated(deployed)) == sorted([forms + loaders, forms])
    (dist / "thoughtly-form.js").write_text('import "./live-CD2DEF34.js";')
    (dist / "live-AB2DEF34.js").rename(dist / "live-CD2DEF34.js")
    assert deployed.run("-dist", dist, "deploy", env=env).returncode == 0
    assert len(invalidated(deployed)) == 3
    assert not [p for paths in invalidated(deployed) for p in paths if "live" in p]
    assert s3.head_object(Bucket=bucket, Key="widget/live-AB2DEF34.js"), "pages that are open still ask for it"


def invalidated(deployed):
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


def secret(deployed):
    return deployed.cloud.client("secretsmanager").get_secret_value(SecretId=deployed.outputs["SecretArn"])["SecretString"]


def test_deploy_keeps_the_key_and_the_credentials(deployed, sam, dist):
    env, _ = sam
    assert deployed.run("-dist", dist, "deploy", env=env).returncode == 0
    assert deployed.run("secret", typed="token-1\nteam-1\n").returncode == 0
    before = secret(deployed)
    assert deployed.run("-dist", dist, "deploy", env=env).returncode == 0
    assert secret(deployed) == before


def test_a_failed_invalidation_is_made_up_for_by_the_next_deployment(deployed, sam, dist):
    env, _ = sam
    nowhere = {**env, "AWS_ENDPOINT_URL_CLOUDFRONT": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"}
    failed = deployed.run("-dist", dist, "deploy", env=nowhere)
    assert failed.returncode == 1 and "make deploy STACK=dev" in failed.stderr
    assert not invalidated(deployed)
    again = deployed.run("-dist", dist, "deploy", env=env)
    assert again.returncode == 0, again.stderr
    assert "uploaded " not in again.stdout, "the files are there already"
    assert "/widget/thoughtly-form.js" in invalidated(deployed)[0]
    keys = [o["Key"] for o in deployed.cloud.client("s3").list_objects_v2(Bucket=deployed.outputs["AssetBucketName"])["Contents"]]
    assert not [k for k in keys if not k.startswith("widget/")]


def test_deploy_refuses_placeholders(deployed, sam, dist):
    env, calls = sam
    done = subprocess.run(
        [deployed.command, "-config", ROOT / "samconfig.toml", "-template", ROOT / "template.yaml", "-dist", dist, "-env", "prod", "deploy"],
        env={**deployed.cloud.env, **env},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "placeholder" in done.stderr
    assert not calls.exists()


def test_deploy_refuses_more_concurrency_than_the_account_has(deployed, sam, dist):
    """moto has no account settings; a recorded response of Lambda replaces them."""
    env, calls = sam
    assert deployed.run("-dist", dist, "deploy", env=env).returncode == 0
    calls.unlink()
    config = deployed.tmp / "samconfig.toml"
    config.write_text(config.read_text().replace("IntakeConcurrency=0", "IntakeConcurrency=50"))
    with answering(b'{"AccountLimit":{"ConcurrentExecutions":10,"UnreservedConcurrentExecutions":10}}') as url:
        done = deployed.run("-dist", dist, "deploy", env={**env, "AWS_ENDPOINT_URL_LAMBDA": url})
    assert done.returncode == 1 and "this account has 10" in done.stderr
    assert not calls.exists()


@contextlib.contextmanager
def answering(body):
    class Answers(Handler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

    server, url = serve(Answers)
    yield url
    server.shutdown()


# ---- secret


def test_secret(deployed):
    done = deployed.run("secret", typed="token-1\nteam-1\n")
    assert done.returncode == 0, done.stderr
    assert "token-1" not in done.stdout + done.stderr and "team-1" not in done.stdout + done.stderr
    first = json.loads(secret(deployed))
    assert (first["api_token"], first["team_id"]) == ("token-1", "team-1")
    assert deployed.run("secret", typed="token-2\nteam-1\n").returncode == 0
    assert json.loads(secret(deployed)) == {**first, "api_token": "token-2"}, "the key stays"


@pytest.mark.parametrize("typed", ["", "token\n", "token\n\n", "to ken\nteam\n"])
def test_secret_changes_nothing_without_both_values(deployed, typed):
    assert deployed.run("secret", typed="token-1\nteam-1\n").returncode == 0
    before = secret(deployed)
    done = deployed.run("secret", typed=typed)
    assert done.returncode == 1
    assert secret(deployed) == before


# ---- waiting and redrive


def test_waiting_counts_and_changes_nothing(deployed):
    for _ in range(3):
        deployed.send("QueueUrl", "{}")
    deployed.cloud.client("sqs").receive_message(QueueUrl=deployed.outputs["QueueUrl"])
    deployed.send("DeadLettersUrl", "{}", "refused")
    done = deployed.run("waiting")
    assert [int(line.split()[-1]) for line in done.stdout.replace(" (or deferred)", "").splitlines()] == [2, 1, 1]
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
    assert deployed.cloud.has_stack(STACK)


def test_destroy_asks_for_the_name(deployed):
    done = deployed.run("destroy", typed="yes\n")
    assert done.returncode == 1
    assert "nothing was changed" in done.stderr
    assert deployed.cloud.has_stack(STACK)


def test_destroy(deployed, sam, dist):
    env, _ = sam
    assert deployed.run("-dist", dist, "deploy", env=env).returncode == 0
    done = deployed.run("destroy", typed=STACK + "\n")
    assert done.returncode == 0, done.stderr
    assert "Deleted" in done.stdout and deployed.outputs["TableName"] in done.stdout
    assert not deployed.cloud.has_stack(STACK)
    buckets = [b["Name"] for b in deployed.cloud.client("s3").list_buckets()["Buckets"]]
    assert deployed.outputs["AssetBucketName"] not in buckets


def test_destroy_without_outputs(cloud, command, tmp_path):
    """A failed first deployment can leave a stack with a resource and without outputs."""
    template = {"Resources": {"AssetBucket": {"Type": "AWS::S3::Bucket"}}}
    cloud.client("cloudformation").create_stack(StackName=STACK, TemplateBody=json.dumps(template))
    broken = Deployed.__new__(Deployed)
    broken.cloud, broken.command, broken.tmp = cloud, command, tmp_path
    done = broken.run("destroy", typed=STACK + "\n")
    assert done.returncode == 0, done.stderr
    assert not cloud.has_stack(STACK)
    again = broken.run("destroy", typed=STACK + "\n")
    assert again.returncode == 0 and "There is no stack" in again.stdout


# ---- review


def hold(deployed, n, number, reason="range", network="198.51.100.0/24", hour="14"):
    lead = {
        "form": "contact",
        "submission_id": f"s{n}",
        "accepted": f"2026-11-27T{hour}:00:00Z",
        "contact": {"phone_number": number, "name": "Ada Lovelace"},
        "review": {"reason": reason, "network": network},
    }
    deployed.send("ReviewUrl", json.dumps(lead))


def test_review(deployed):
    for n in range(12):
        hold(deployed, n, f"+1415555{n:04}")
    hold(deployed, 12, "+442079460958", reason="honeypot", network="2001:db8::/48", hour="15")

    listed = deployed.run("review")
    assert listed.returncode == 0, listed.stderr
    lines = [line.split() for line in listed.stdout.splitlines()]
    for n, key in [
        (12, "reason=range"),
        (1, "reason=honeypot"),
        (12, "country=US"),
        (1, "country=GB"),
        (12, "range=+1415555"),
        (12, "network=198.51.100.0/24"),
        (1, "network=2001:db8::/48"),
        (12, "hour=2026-11-27T14"),
    ]:
        assert [str(n), key] in lines
    assert "Ada" not in listed.stdout and "0958" not in listed.stdout

    assert deployed.run("-allow", "colour=red", "review").returncode == 1
    assert deployed.run("-allow", "all", "-drop", "all", "review").returncode == 1
    allowed = deployed.run("-allow", "reason=honeypot,country=GB", "review")
    assert allowed.returncode == 0 and "released  1" in allowed.stdout, allowed.stderr
    assert deployed.count("QueueUrl")[0] == 1
    assert deployed.count("ReviewUrl") == (12, 0)
    dropped = deployed.run("-drop", "range=+1415555", "review")
    assert dropped.returncode == 0 and "dropped  12" in dropped.stdout, dropped.stderr
    assert deployed.count("ReviewUrl") == (0, 0)
    assert deployed.count("QueueUrl")[0] == 1


# ---- consent


def store_consents(deployed, table, *days):
    """Return records as the functions write them: linked in one chain, in the order of days."""
    link = bytes(32)
    for sequence, day in enumerate(days, 1):
        record = {
            "submission_id": day,
            "form": "contact",
            "time": f"2026-11-{day}T00:00:00Z",
            "phone": "+14155550123",
            "given": True,
            "text": "May we?",
            "text_sha256": hashlib.sha256(b"May we?").hexdigest(),
            "link": {"chain": "contact/0", "sequence": sequence, "previous": link.hex()},
        }
        text = json.dumps(record, separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).digest()
        link = hashlib.sha256(link + digest).digest()
        for item in (
            {"pk": "consent#+14155550123", "sk": f"2026-11-{day}T00:00:00Z#{day}", "record": text},
            {"pk": "chain#contact/0", "sk": f"{sequence:012}", "digest": digest.hex(), "link": link.hex()},
        ):
            deployed.cloud.client("dynamodb").put_item(TableName=table, Item={k: {"S": v} for k, v in item.items()})


def test_consent(deployed):
    store_consents(deployed, deployed.outputs["EvidenceTableName"], "02", "01")
    done = deployed.run("-phone", "+1 415 555 0123", "consent")
    assert done.returncode == 0, done.stderr
    assert done.stdout.index('"submission_id": "01"') < done.stdout.index('"submission_id": "02"')
    bundle = json.loads(done.stdout)
    assert len(bundle["records"]) == 2 and bundle["chains"][0]["first"] == 1
    printed = deployed.tmp / "bundle.json"
    printed.write_text(done.stdout)
    verified = deployed.run("-verify", printed, "consent", env={"AWS_ENDPOINT_URL": "http://127.0.0.1:1"})
    assert verified.returncode == 0 and "2 records" in verified.stdout, verified.stderr
    assert bundle["chains"][0]["head"] in verified.stdout
    printed.write_text(done.stdout.replace('"given": true', '"given": false', 1))
    forged = deployed.run("-verify", printed, "consent")
    assert forged.returncode == 1 and "is not intact" in forged.stderr
    none = deployed.run("-phone", "+14155550124", "consent")
    assert none.returncode == 1 and "no consent to call" in none.stderr
    assert deployed.run("-phone", "4155550123", "consent").returncode == 1


def test_stop_and_allow(deployed):
    dynamodb, table = deployed.cloud.client("dynamodb"), deployed.outputs["TableName"]

    def stopped():
        return "Item" in dynamodb.get_item(TableName=table, Key={"pk": {"S": "stop#+14155550199"}, "sk": {"S": "-"}})

    number = ("-phone", "+1 415 555 0199")
    assert "REASON" in deployed.run(*number, "stop").stderr
    for verb, state in (("stop", True), ("allow", False), ("erase", True)):
        done = deployed.run(*number, "-reason", "a letter", verb)
        assert done.returncode == 0, done.stderr
        assert stopped() == state
    assert "Receipt" in done.stdout and "nothing is recorded" in done.stdout
    stops = json.loads(deployed.run(*number, "consent").stdout)["stops"]
    assert [(s["stopped"], s["reason"]) for s in stops] == [(True, "a letter"), (False, "a letter"), (True, "a letter")]


def test_restore(deployed, template):
    dynamodb, table = deployed.cloud.client("dynamodb"), deployed.outputs["EvidenceTableName"]
    shape = template["Resources"]["Table"]["Properties"]
    keys = {k: shape[k] for k in ("AttributeDefinitions", "KeySchema", "BillingMode")}
    dynamodb.create_table(TableName="restored", **keys)
    store_consents(deployed, "restored", "01", "02")
    dynamodb.put_item(TableName="restored", Item={"pk": {"S": "spent#token"}, "sk": {"S": "-"}})
    store_consents(deployed, table, "01")

    first = deployed.run("-from", "restored", "restore")
    assert first.returncode == 0, first.stderr
    assert [int(line.split()[-1]) for line in first.stdout.splitlines()] == [2, 2]
    again = deployed.run("-from", "restored", "restore")
    assert [int(line.split()[-1]) for line in again.stdout.splitlines()] == [0, 4]
    assert {i["pk"]["S"] for i in dynamodb.scan(TableName=table)["Items"]} == {"consent#+14155550123", "chain#contact/0"}
    assert deployed.run("restore").returncode == 1
    assert deployed.run("-from", "no-such-table", "restore").returncode == 1


def test_restore_names_what_the_tables_hold_differently(deployed, template):
    dynamodb, table = deployed.cloud.client("dynamodb"), deployed.outputs["EvidenceTableName"]
    shape = template["Resources"]["Table"]["Properties"]
    dynamodb.create_table(TableName="restored", **{k: shape[k] for k in ("AttributeDefinitions", "KeySchema", "BillingMode")})
    store_consents(deployed, "restored", "01", "02")
    store_consents(deployed, table, "02")
    kept = dynamodb.scan(TableName=table)["Items"]
    done = deployed.run("-from", "restored", "restore")
    assert done.returncode == 1 and "contact/0" in done.stderr and "Keep the table restored" in done.stderr
    assert "4155550123" not in done.stderr
    assert all(item in dynamodb.scan(TableName=table)["Items"] for item in kept), "nothing is overwritten"


# ---- dry runs


@pytest.mark.parametrize("verb", ["deploy", "secret", "destroy", "waiting", "redrive", "consent", "restore", "review"])
def test_a_dry_run_asks_aws_nothing(command, dist, verb):
    done = subprocess.run(
        [command, "-config", ROOT / "samconfig.toml", "-template", ROOT / "template.yaml", "-dist", dist, "-phone", "+14155550123", "-from", "a-table", "-dry", verb],
        env={"PATH": "/usr/bin", "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert all(line.startswith("would ") for line in done.stdout.splitlines()) and done.stdout
