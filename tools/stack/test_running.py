"""Tests of the functions' binaries, run by the Lambda emulator against the stack's own resources.

What the template names is all that they get: the environment is read back from
the function as CloudFormation made it.
"""

import json
import platform
import re
import socket
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

import pytest
import samcli
from conftest import ORIGINS, ROOT, Handler, free_port, serve, sqs_event
from test_verbs import STACK, Deployed, command  # noqa: F401

EMULATOR = Path(samcli.__file__).parent / "local/rapid" / (
    "aws-lambda-rie-" + {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
)
KEY = "k" * 48
# No log line of any test may contain these.
PERSONAL = ["4155550123", "555-0123", "Ada", "ada@example.com", "192.0.2.7", "token-1", "team-1", KEY]
SUBMISSION = "018f3a6e-0000-4000-8000-00000000000"


class Thoughtly:
    """A replacement for Thoughtly that succeeds or fails, and records the requests."""

    def __init__(self):
        self.asked, self.made, self.status, self.call_status = [], [], 200, None
        outer = self

        class Answers(Handler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.asked.append((self.path, dict(self.headers), body))
                status = outer.call_status if outer.call_status and self.path == "/contact/call" else outer.status
                if status == 200 and self.path == "/contact/create":
                    outer.made.append(outer.asked[-1])
                answer = json.dumps({"data": {"id": f"contact-{len(outer.asked)}"}, "error": None}).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def do_GET(self):
                """Answer a search with every created contact."""
                made = [{"id": "contact", **body} for _, _, body in outer.made]
                answer = json.dumps({"data": {"contacts": made}, "error": None}).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        self.server, self.url = serve(Answers)


@pytest.fixture
def thoughtly():
    t = Thoughtly()
    yield t
    t.server.shutdown()


class Emulated:
    """One function under the emulator."""

    def __init__(self, binary, env):
        port, api = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
        addresses = ["--runtime-interface-emulator-address", f"127.0.0.1:{port}", "--runtime-api-address", f"127.0.0.1:{api}"]
        self.process = subprocess.Popen(
            [EMULATOR, *addresses, binary],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                assert self.process.poll() is None, "the emulator ended"
                time.sleep(0.02)

    def invoke(self, event):
        request = urllib.request.Request(self.url, json.dumps(event).encode())
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.loads(answer.read())

    log = None

    def stop(self):
        """Stop the function. Return its log."""
        if self.log is None:
            self.process.terminate()
            self.log = self.process.communicate(timeout=60)[0].decode()
        return self.log


@pytest.fixture
def stack(cloud, command, template, tmp_path, thoughtly):  # noqa: F811
    deployed = Deployed(cloud, command, template, tmp_path)
    assert deployed.run("secret", typed="token-1\nteam-1\n").returncode == 0
    running = []

    def start(name, folder, stack_name=STACK, **changes):
        functions = cloud.client("lambda").list_functions()["Functions"]
        (function,) = [f for f in functions if f["FunctionName"].startswith(f"{stack_name}-{name}")]
        env = {k: str(v) for k, v in function["Environment"]["Variables"].items()}
        env.update(THOUGHTLY_URL=thoughtly.url, GUARD="off", HOURS="any")  # whatever the time of day
        env.update(STORAGE_TIMEOUT="60s", THOUGHTLY_TIMEOUT="60s")  # and however slow the machine
        if name == "Intake":
            env["ORIGIN_SECRET"] = KEY
        env.update(changes)
        given = {k: v for k, v in cloud.env.items() if k.startswith("AWS_")}
        running.append(Emulated(ROOT / "build/host" / folder / "bootstrap", {**given, **env}))
        return running[-1]

    deployed.start = start
    yield deployed
    for r in running:
        log = r.stop()
        assert "ThoughtlyForm" in log or "REPORT" in log, "the function ran"
        for word in PERSONAL:
            assert word not in log, f"a log line holds {word}"


def post(submission, headers=None):
    body = {
        "form": "contact",
        "submission_id": submission,
        "phone_number": "(415) 555-0123",
        "name": "Ada",
        "email": "ada@example.com",
        "consent": True,
    }
    return {
        "version": "2.0",
        "routeKey": "POST /contacts",
        "rawPath": "/contacts",
        "headers": {
            "content-type": "application/json",
            "origin": ORIGINS.split(",")[0],
            "x-origin-verify": KEY,
            "cloudfront-viewer-address": "192.0.2.7:4711",
            **(headers or {}),
        },
        "requestContext": {"http": {"method": "POST", "path": "/contacts", "sourceIp": "203.0.113.9"}, "stage": "$default"},
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


def test_intake_makes_the_contact_once_and_keeps_the_consent(stack, thoughtly):
    intake = stack.start("Intake", "intake")
    first = intake.invoke(post(SUBMISSION + "1"))
    assert first["statusCode"] == 201, first
    assert intake.invoke(post(SUBMISSION + "1"))["statusCode"] == 201
    assert [path for path, _, _ in thoughtly.asked] == ["/contact/create", "/contact/call"]
    _, headers, body = thoughtly.asked[0]
    headers = {k.lower(): v for k, v in headers.items()}
    assert (headers["x-api-token"], headers["team_id"]) == ("token-1", "team-1")
    assert body["phone_number"] == "+14155550123"

    printed = stack.run("-phone", "+14155550123", "consent")
    assert printed.returncode == 0, printed.stderr
    record = json.loads(printed.stdout)["records"][0]
    assert record["typed"] == "(415) 555-0123"
    assert record["address"] == "192.0.2.7", "CloudFront's word, not the gateway's"
    assert record["given"] is True


def test_intake_refuses_what_comes_around_cloudfront(stack, thoughtly):
    intake = stack.start("Intake", "intake")
    assert intake.invoke(post(SUBMISSION + "2", {"x-origin-verify": "guess"}))["statusCode"] == 403
    assert intake.invoke(post(SUBMISSION + "2", {"origin": "https://evil.example"}))["statusCode"] == 403
    assert not thoughtly.asked


def test_a_lead_that_thoughtly_does_not_take_is_queued_and_delivered(stack, thoughtly):
    thoughtly.status = 503
    intake = stack.start("Intake", "intake")
    answer = intake.invoke(post(SUBMISSION + "3"))
    assert answer["statusCode"] == 202, answer
    assert sum(int(n) for n in re.findall(r"\d+", stack.run("waiting").stdout)) == 1
    assert stack.run("destroy", typed=STACK + "\n").returncode == 1

    thoughtly.status = 200
    sqs, url = stack.cloud.client("sqs"), stack.outputs["QueueUrl"]
    messages = []
    while not messages:  # a lead waits a little before it is tried again
        messages = sqs.receive_message(QueueUrl=url, AttributeNames=["All"], WaitTimeSeconds=20).get("Messages", [])
    (message,) = messages
    delivery = stack.start("Delivery", "delivery")
    before = len(thoughtly.asked)
    assert delivery.invoke(sqs_event(message)) == {"batchItemFailures": []}
    assert [path for path, _, _ in thoughtly.asked[before:]] == ["/contact/create", "/contact/call"]
    assert intake.invoke(post(SUBMISSION + "3"))["statusCode"] in (201, 202)
    assert len(thoughtly.asked) == before + 2


@pytest.mark.parametrize("name", ["intake", "delivery"])
def test_the_secret_is_read_before_the_first_poll(name):
    """Code before it runs in the INIT phase, at full speed; after it the sandbox may freeze."""
    asked, polled = [], threading.Event()

    class Answers(Handler):
        def answer(self):
            self.rfile.read(int(self.headers.get("content-length", 0)))
            asked.append(self.headers.get("x-amz-target") or self.path)
            if self.path.endswith("/invocation/next"):
                polled.set()
                return  # no event comes
            body = json.dumps({"SecretString": json.dumps({"api_token": "token-1", "team_id": "team-1"})}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

    server, url = serve(Answers)
    names = ["SECRET_ID", "TABLE_NAME", "EVIDENCE_TABLE", "QUEUE_URL", "DLQ_URL", "REVIEW_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    env = {n: "none" for n in names} | {"AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": url, "AWS_LAMBDA_RUNTIME_API": url.removeprefix("http://")}
    env["STORAGE_TIMEOUT"] = "60s"
    process = subprocess.Popen([ROOT / "build/host" / name / "bootstrap"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert polled.wait(120), "the function did not start"
    finally:
        process.kill()
        process.wait()
        server.shutdown()
    assert asked[0] == "secretsmanager.GetSecretValue", asked


def to_a_point_in_time(dynamodb, table):
    dynamodb.restore_table_to_point_in_time(SourceTableName=table, TargetTableName="restored", UseLatestRestorableTime=True)


def from_a_backup(dynamodb, table):
    backup = dynamodb.create_backup(TableName=table, BackupName="daily")["BackupDetails"]["BackupArn"]
    dynamodb.restore_table_from_backup(BackupArn=backup, TargetTableName="restored")


@pytest.mark.parametrize("copy", [to_a_point_in_time, from_a_backup])
def test_a_copy_of_the_evidence_proves_the_consents_in_another_stack(stack, template, copy):
    """Records that intake wrote are restored after the loss of their table, and copied
    into a new stack that already has leads for the same number."""
    number = ("-phone", "+14155550123", "consent")
    later = SUBMISSION[:-1] + "16"
    former = stack.start("Intake", "intake")
    for n in "56":
        assert former.invoke(post(SUBMISSION + n))["statusCode"] == 201
    assert stack.run("-phone", "+14155550199", "-reason", "a letter", "stop").returncode == 0
    before = json.loads(stack.run(*number).stdout)

    dynamodb, lost = stack.cloud.client("dynamodb"), stack.outputs["EvidenceTableName"]
    copy(dynamodb, lost)
    dynamodb.update_table(TableName=lost, DeletionProtectionEnabled=False)
    dynamodb.delete_table(TableName=lost)
    assert stack.run(*number).returncode == 1

    stack.cloud.deploy("thoughtly-form", template, {"AllowedOrigins": ORIGINS})
    assert stack.run("-env", "prod", "secret", typed="token-1\nteam-1\n").returncode == 0
    assert stack.start("Intake", "intake", "thoughtly-form").invoke(post(later))["statusCode"] == 201
    restored = stack.run("-env", "prod", "-from", "restored", "restore")
    assert restored.returncode == 0, restored.stderr

    printed = stack.run("-env", "prod", *number)
    assert printed.returncode == 0, printed.stderr
    bundle = json.loads(printed.stdout)
    links = {r["submission_id"]: r["link"]["chain"].rpartition("/") for r in bundle["records"]}
    assert set(links) == {SUBMISSION + "5", SUBMISSION + "6", later}
    (lane, _, table), (same_lane, _, other_table) = links[SUBMISSION + "5"], links[later]
    assert lane == same_lane and table != other_table, "both are the first records of their chains"
    assert sorted(u["kind"] for u in bundle["uses"]) == ["call"] * 3 + ["create"] * 3
    # The chains that were printed before the loss are complete and have the same heads.
    chains = {c["name"]: c for c in bundle["chains"]}
    assert len(before["chains"]) >= 1
    for chain in before["chains"]:
        assert chains[chain["name"]] == chain
    file = stack.tmp / "bundle.json"
    file.write_text(printed.stdout)
    verified = stack.run("-verify", file, "consent", env={"AWS_ENDPOINT_URL": "http://127.0.0.1:1"})
    assert verified.returncode == 0 and "3 records" in verified.stdout, verified.stderr
    # The do-not-call list has the number again.
    stopped = post(SUBMISSION + "8")
    stopped["body"] = stopped["body"].replace("555-0123", "555-0199")
    assert stack.start("Intake", "intake", "thoughtly-form").invoke(stopped)["statusCode"] == 422


def test_no_log_line_names_a_refused_visitor(stack):
    """The fixture reads the log of every test here; this one causes each kind of refusal."""
    intake = stack.start("Intake", "intake")
    assert intake.invoke(post("not-a-uuid"))["statusCode"] == 400
    invalid = post(SUBMISSION + "4")
    invalid["body"] = invalid["body"].replace("(415)", "(115)")
    assert intake.invoke(invalid)["statusCode"] == 422
    assert intake.invoke(post(SUBMISSION + "4", {"content-type": "text/plain"}))["statusCode"] == 415
    broken = post(SUBMISSION + "4")
    broken["body"] = broken["body"][:-1]
    assert intake.invoke(broken)["statusCode"] == 400
