"""Tests of the error messages of make deploy and make destroy.

An endpoint that records requests answers as AWS does: moto has no stack that
failed, no credentials that expired and no quota. No answer may be a Go error with a
request's id, and where nothing can succeed the SAM CLI is not run.
"""

import contextlib
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest
from conftest import ROOT, Handler, serve
from test_verbs import STACK, command, deployed, dist, invalidated, sam  # noqa: F401


class Aws:
    """A server that answers each action with its configured text or (status, text)."""

    def __init__(self):
        self.asked, self.answers = [], {
            "GetCallerIdentity": xml("GetCallerIdentity", "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/a</Arn>"),
        }
        outer = self

        class Answers(Handler):
            wbufsize = -1  # sends header and body together, so that no client waits between them

            def answer(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
                target = self.headers.get("x-amz-target", "").rpartition(".")[2]
                action = target or urllib.parse.parse_qs(body).get("Action", [self.path.partition("?")[0]])[0]
                outer.asked.append(action)
                answer = outer.answers.get(action, error("InternalFailure", f"nothing is set for {action}", 400))
                if callable(answer):
                    answer = answer()
                status, text = answer if isinstance(answer, tuple) else (200, answer)
                self.send_response(status)
                self.send_header("content-type", "text/xml" if text.startswith("<") else "application/json")
                self.send_header("content-length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_POST = do_PUT = answer

        self.server, self.url = serve(Answers)

    def stack(self, *statuses):
        """Set the stack's statuses, one after the other; "" is no stack."""
        left = list(statuses)

        def answer():
            status = left.pop(0) if len(left) > 1 else left[0]
            if not status:
                return error("ValidationError", f"Stack with id {STACK} does not exist", 400)
            member = f"<StackName>{STACK}</StackName><StackId>arn:aws:cloudformation:us-east-1:1:stack/{STACK}/1</StackId>"
            member += f"<StackStatus>{status}</StackStatus><CreationTime>2026-11-27T00:00:00Z</CreationTime>"
            return xml("DescribeStacks", f"<Stacks><member>{member}</member></Stacks>")

        self.answers["DescribeStacks"] = answer


def xml(action, body):
    return f"<{action}Response><{action}Result>{body}</{action}Result></{action}Response>"


def error(code, message, status=403):
    return status, f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>4f1c</RequestId></ErrorResponse>"


@pytest.fixture
def aws():
    a = Aws()
    yield a
    a.server.shutdown()


@pytest.fixture
def verb(aws, command, sam, dist, tmp_path):  # noqa: F811
    """Run a verb against aws. Return its exit status and its output."""
    path, calls = sam
    env = {**path, "HOME": str(tmp_path), "AWS_ENDPOINT_URL": aws.url, "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    env |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1"}

    def run(*args, replace=(), typed="", **changes):
        config = tmp_path / "samconfig.toml"
        text = (ROOT / "samconfig.toml").read_text().replace("www.example.com", "www.acme.test")
        for old, new in replace:
            assert old in text
            text = text.replace(old, new)
        config.write_text(text)
        given = {k: v for k, v in {**env, **changes}.items() if v is not None}
        command_line = [command, "-config", config, "-template", ROOT / "template.yaml", "-dist", dist, *args]
        done = subprocess.run(command_line, env=given, input=typed, capture_output=True, text=True, timeout=600)
        said = done.stdout + done.stderr
        for internal in "RequestID", "operation error", "https response error", "goroutine", "4f1c", "%!":
            assert internal not in said, said
        return done.returncode, said

    run.calls = calls
    return run


@pytest.mark.parametrize(
    "changes, said",
    [
        (dict(AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None), "there are no AWS credentials: set AWS_PROFILE"),
        (dict(AWS_PROFILE="absent"), "absent"),
        (dict(AWS_ENDPOINT_URL="http://sts.invalid"), "is the region us-east-1 of samconfig.toml spelt right"),
        (dict(AWS_ENDPOINT_URL="http://127.0.0.1:1"), "got no answer from AWS"),
    ],
)
@pytest.mark.parametrize("name", ["deploy", "destroy", "waiting"])
def test_without_credentials_or_network(verb, changes, said, name):
    code, text = verb(name, **changes)
    assert code == 1 and said in text, text
    assert not verb.calls.exists()


def test_an_ended_session(verb, tmp_path):
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "config").write_text(
        "[profile work]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = deploy\n"
        "[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-1\n"
    )
    code, text = verb("deploy", AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None, AWS_PROFILE="work")
    assert code == 1 and "session of the profile work has ended" in text and "aws sso login" in text, text


@pytest.mark.parametrize(
    "code, said",
    [
        ("ExpiredToken", "have expired: sign in again"),
        ("InvalidClientTokenId", "AWS refuses the credentials in us-east-1"),
        ("SignatureDoesNotMatch", "this machine's clock"),
        ("AccessDenied", "lack the permission for STS GetCallerIdentity: no"),
        ("Throttling", "try again in a minute"),
        ("SomethingNew", "STS GetCallerIdentity failed: SomethingNew: no"),
    ],
)
def test_refused_credentials(verb, aws, code, said):
    aws.answers["GetCallerIdentity"] = error(code, "no")
    status, text = verb("deploy")
    assert status == 1 and said in text, text
    assert not verb.calls.exists()


@pytest.mark.parametrize(
    "replace, said",
    [
        ([('region = "us-east-1"', 'region = "us-east1"')], "is not a region's name"),
        ([('region = "us-east-1"', 'region = "us-gov-west-1"')], "has no CloudFront"),
        ([('region = "us-east-1"', 'region = "eu-west-1"'), ('"LogDays=30"', '"WafRate=2000"')], "set WebAclArn, or set WafRate=0"),
        ([("https://www.acme.test", "https://www.example.com"), ("http://localhost:8080", "https://www.example.com")], "is still the placeholder"),
        ([('"LogDays=30"', '"LogDay=30"')], "has no parameter LogDay"),
        ([('"AllowedOrigins=http://localhost:8080",', "")], "AllowedOrigins needs a value"),
        ([("[dev.global.parameters]", "[dev.global]")], "there is no section [dev.global.parameters]"),
    ],
)
def test_wrong_settings(verb, aws, replace, said):
    code, text = verb("deploy", replace=replace)
    assert code == 1 and said in text, text
    assert not verb.calls.exists()
    assert "DescribeStacks" not in aws.asked


@pytest.mark.parametrize(
    "status, said",
    [
        ("ROLLBACK_COMPLETE", "remove the stack with `make destroy STACK=dev`"),
        ("ROLLBACK_FAILED", "remove the stack with `make destroy STACK=dev`"),
        ("CREATE_FAILED", "remove the stack with `make destroy STACK=dev`"),
        ("UPDATE_ROLLBACK_FAILED", "Continue update rollback"),
        ("DELETE_FAILED", "was not deleted completely"),
        *((s, "wait until it ends") for s in ("CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")),
        *((s, "wait until it ends") for s in ("UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")),
    ],
)
def test_states_that_cannot_be_deployed_to(verb, aws, status, said):
    aws.stack(status)
    code, text = verb("deploy")
    assert code == 1 and said in text and status in text.replace("deleted completely", "DELETE_FAILED"), text
    assert not verb.calls.exists()


@pytest.mark.parametrize("status", ["", "REVIEW_IN_PROGRESS", "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
def test_states_that_can_be_deployed_to(verb, aws, status):
    aws.stack(status)
    verb("deploy")
    assert [line.split()[0] for line in verb.calls.read_text().splitlines()] == ["build", "deploy"]


@pytest.mark.parametrize(
    "before, after, said",
    [
        ("", "", "there is no stack yet"),
        ("", "ROLLBACK_COMPLETE", "remove the stack with `make destroy STACK=dev`"),
        ("CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "back at its former version"),
        ("CREATE_COMPLETE", "UPDATE_ROLLBACK_FAILED", "Continue update rollback"),
        ("CREATE_COMPLETE", "CREATE_COMPLETE", "the stack is unchanged"),
    ],
)
def test_a_deployment_that_fails(verb, aws, before, after, said, tmp_path):
    aws.stack(before, after)
    script = tmp_path / "path/sam"
    script.write_text('#!/bin/sh\n[ "$1" = build ]\n')
    code, text = verb("deploy")
    assert code == 1 and "sam deploy failed" in text and said in text, text


def test_the_sam_cli_is_missing(verb, aws, tmp_path):
    aws.stack("")
    (tmp_path / "path/sam").unlink()
    code, text = verb("deploy")
    assert code == 1 and "the SAM CLI is not installed" in text, text


@pytest.mark.parametrize("name", ["secret", "waiting", "redrive", "review"])
def test_a_verb_without_a_stack(verb, aws, name):
    aws.stack("")
    code, text = verb(name)
    assert code == 1 and "run `make deploy STACK=dev` first" in text, text


# ---- destroy


FAILED_STATES = ["CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED", "REVIEW_IN_PROGRESS"]


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_FAILED", "DELETE_IN_PROGRESS", *FAILED_STATES])
def test_destroy_in_each_state(verb, aws, status):
    aws.stack(status, "")
    aws.answers["ListStackResources"] = xml("ListStackResources", "<StackResourceSummaries/>")
    aws.answers["DeleteStack"] = xml("DeleteStack", "")
    code, text = verb("destroy", typed=STACK + "\n")
    assert code == 0 and "Deleted." in text and status in text, text
    assert "DeleteStack" in aws.asked


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS"])
def test_destroy_waits_for_other_operations(verb, aws, status):
    aws.stack(status)
    code, text = verb("destroy", typed=STACK + "\n")
    assert code == 1 and "wait until it ends" in text and status in text, text
    assert "DeleteStack" not in aws.asked


def test_a_deletion_that_fails(verb, aws):
    aws.stack("CREATE_COMPLETE", "DELETE_FAILED")
    aws.answers["ListStackResources"] = xml("ListStackResources", "<StackResourceSummaries/>")
    aws.answers["DeleteStack"] = xml("DeleteStack", "")
    code, text = verb("destroy", typed=STACK + "\n")
    assert code == 1 and "name the resource" in text and "make destroy STACK=dev" in text, text
    aws.stack("CREATE_COMPLETE")
    aws.answers["DeleteStack"] = error("ValidationError", f"Stack [{STACK}] cannot be deleted while TerminationProtection is enabled", 400)
    code, text = verb("destroy", typed=STACK + "\n")
    assert code == 1 and "TerminationProtection is enabled" in text, text


# ---- the upload, on moto


@contextlib.contextmanager
def failing_s3(url, puts):
    """A replacement for S3 that accepts a number of objects and refuses the next one."""
    left = [puts]

    class Answers(Handler):
        def pass_on(self):
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.command == "PUT" and "/widget/" in self.path:
                left[0] -= 1
            if left[0] < 0:
                answer, status, headers = error("AccessDenied", "Access Denied")[1].encode(), 403, {}
            else:
                request = urllib.request.Request(url + self.path, body if self.command == "PUT" else None, dict(self.headers), method=self.command)
                try:
                    with urllib.request.urlopen(request, timeout=60) as r:
                        answer, status, headers = r.read(), r.status, r.headers
                except urllib.error.HTTPError as e:
                    answer, status, headers = e.read(), e.code, e.headers
            self.send_response(status)
            for name in "etag", "content-type":
                if headers.get(name):
                    self.send_header(name, headers[name])
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_PUT = do_DELETE = pass_on

    server, own = serve(Answers)
    yield own
    server.shutdown()


def test_an_interrupted_upload_goes_on(deployed, sam, dist):  # noqa: F811
    env, _ = sam
    with failing_s3(deployed.cloud.url, puts=2) as s3:
        failed = deployed.run("-dist", dist, "deploy", env={**env, "AWS_ENDPOINT_URL_S3": s3, "AWS_MAX_ATTEMPTS": "1"})
    assert failed.returncode == 1
    assert "only 2 of 6 files are uploaded; run `make deploy STACK=dev` again" in failed.stderr and "lack the permission for S3 PutObject" in failed.stderr, failed.stderr
    assert not invalidated(deployed), "CloudFront fetches no half of a version"
    again = deployed.run("-dist", dist, "deploy", env=env)
    assert again.returncode == 0 and again.stdout.count("uploaded ") == 4, again.stdout
    assert "/widget/thoughtly-form.js" in invalidated(deployed)[0]


def test_a_bucket_that_another_account_has(deployed, sam, dist):  # noqa: F811
    env, _ = sam
    with failing_s3(deployed.cloud.url, puts=-1) as s3:
        failed = deployed.run("-dist", dist, "deploy", env={**env, "AWS_ENDPOINT_URL_S3": s3, "AWS_MAX_ATTEMPTS": "1"})
    assert failed.returncode == 1
    assert f"the bucket {deployed.outputs['AssetBucketName']} cannot be read, and no file was uploaded" in failed.stderr
    assert "lack the permission for S3 ListObjectsV2" in failed.stderr


# ---- tools that make needs


@pytest.mark.parametrize("tool, prints, said", [
    ("go", "go version go1.22.4 linux/amd64", "Go 1.26.0 or later is needed; the one on the PATH is 1.22.4"),
    ("python3", "Python 3.9.2", "Python 3.10 or later is needed; the one on the PATH is 3.9.2"),
    ("node", "v18.19.0", "Node.js 20.16 or later is needed; the one on the PATH is 18.19.0"),
    ("go", None, "Go 1.26.0 or later is needed, and there is none on the PATH"),
])
def test_tools_that_are_too_old(tmp_path, tool, prints, said):
    path = tmp_path / "bin"
    path.mkdir()
    fakes = {"go": "go version go1.99.0 linux/amd64", "python3": "Python 3.99.0", "node": "v99.0.0", tool: prints}
    for name, text in fakes.items():
        if text:
            (path / name).write_text(f"#!/bin/sh\necho '{text}'\n")
            (path / name).chmod(0o755)
    for name in "sh", "sed", "sort", "head", "dirname":
        (path / name).symlink_to(f"/usr/bin/{name}")
    done = subprocess.run([ROOT / "tools/versions.sh", "go", "node", "python"], env={"PATH": str(path)}, capture_output=True, text=True)
    assert done.returncode == 1 and said in done.stderr, done.stderr


def test_the_tools_in_use_are_new_enough():
    done = subprocess.run([ROOT / "tools/versions.sh", "go", "node", "python"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
