"""Tests of docs/: every command runs, and every link has a target."""

import json
import os
import re
import shlex
import subprocess
import time
import urllib.request

import cost
import pytest
import scale
from conftest import ROOT, free_port

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])

# Verbs for a deployed stack: the tests run them with DRY=1.
DEPLOYED = {"deploy", "secret", "waiting", "redrive", "consent", "restore", "destroy", "review", "stop", "allow", "erase"}
# Verbs that take minutes or do not end. CI runs them separately.
LONG = {"run", "test", "test-hosts", "test-wordpress", "build", "bench", "lint", "lint-stack", "test-nested", "generate", "verify"}


def commands(page):
    """Return the commands of a page's sh blocks, one for each line; a quotation may continue on the next."""
    for block in re.findall(r"^( *)```sh\n(.*?)^\1```", page.read_text(), re.M | re.S):
        line = ""
        for part in block[1].splitlines():
            line = f"{line}\n{part}" if line else part.strip()
            try:
                if shlex.split(line, comments=True):
                    yield line
                line = ""
            except ValueError:  # a quotation goes on in the next line
                pass
        assert not line, f"{page.name}: {line!r} does not end"


ALL = [(page, line) for page in PAGES for line in commands(page)]


@pytest.fixture(scope="session")
def local(tmp_path_factory):
    """The system that `make run` starts, without the spam defences."""
    binary = tmp_path_factory.mktemp("local") / "devstack"
    subprocess.run(["go", "build", "-o", binary, "./cmd/devstack"], cwd=ROOT, check=True)
    ports = [str(free_port()), str(free_port())]
    env = {**os.environ, "PORT": ports[0], "THOUGHTLY_PORT": ports[1], "GUARD": "off"}
    process = subprocess.Popen([binary], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{ports[0]}/healthz", timeout=60).close()
            break
        except OSError:
            assert process.poll() is None, "the local system did not start"
            time.sleep(0.05)
    yield {"8080": ports[0], "8081": ports[1]}
    process.terminate()
    process.wait(60)


def run(command, **kwargs):
    # In a reader's environment, without the variables of the test run.
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE") and k != "MFLAGS"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, **kwargs)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("page, line", ALL, ids=[f"{p.name}: {c.splitlines()[0]}" for p, c in ALL])
def test_command(page, line, request):
    words = shlex.split(line, comments=True)
    if words[0] == "make":
        verb = words[1]
        if verb in DEPLOYED:
            said = run([*words, "DRY=1"])
            assert said.startswith("would "), said
        elif verb in LONG:
            run([*words, "--dry-run"])
        else:
            run(words)
    elif words[0] == "curl":
        ports = request.getfixturevalue("local")
        for port, real in ports.items():
            line = line.replace(f"localhost:{port}", f"localhost:{real}")
        run(line.replace("curl ", "curl --silent --show-error --fail-with-body ", 1), shell=True)
    elif words[0] == "go":
        run(words)
    elif words[:2] == ["npm", "install"]:
        # make test-hosts installs the package that npm pack makes.
        assert words[2:] == [json.loads((ROOT / "web/package.json").read_text())["name"]]
    else:
        pytest.fail(f"{page.name}: no test can run {line!r}")


def test_the_pages_have_commands():
    assert {p.name for p, _ in ALL} >= {"operating.md", "deploying.md"}


def anchors(text):
    for heading in re.findall(r"^#+ (.*)$", text, re.M):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links(page):
    text = page.read_text()
    prose = re.sub(r"```.*?```", "", text, flags=re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in set(anchors(file.read_text())), f"{page.name}: {target}"


def test_the_cost_table():
    page = (ROOT / "docs/deploying.md").read_text()
    (shown,) = re.findall(r"<!-- tools/stack/cost.py -->\n(.*?)\n<!-- end -->", page, re.S)
    assert shown == cost.table()


def test_the_costs_count_what_the_template_has(resources):
    alarms = [r["Properties"] for r in resources.values() if r["Type"] == "AWS::CloudWatch::Alarm"]
    read = sum(len([m for m in a.get("Metrics", [{"MetricStat": a}]) if "MetricStat" in m]) for a in alarms)
    assert cost.ALARM_METRICS == read
    assert cost.SECRETS == len([r for r in resources.values() if r["Type"] == "AWS::SecretsManager::Secret"])
    assert cost.INTAKE_GB * 1024 == resources["Intake"]["Properties"]["MemorySize"]


@pytest.mark.parametrize("name, made", [("parts", scale.parts_table), ("rates", scale.rates_table), ("counters", scale.counters_table)])
def test_the_scale_tables(name, made):
    page = (ROOT / "docs/scale.md").read_text()
    (shown,) = re.findall(rf"<!-- tools/stack/scale.py: {name} -->\n(.*?)\n<!-- end -->", page, re.S)
    assert shown == made()


def test_a_burst_drains_and_loses_nothing():
    """Below Thoughtly's rate no lead waits; a burst waits as long as the pace requires."""
    assert scale.simulate(0.5, 24) == (0, None, 0)
    longest, full, wait = scale.simulate(1, 1)
    assert (longest, full) == (900, None) and round(wait * 60) == 20
    assert scale.simulate(40, 1)[1] is not None, "more than SQS keeps in flight"


def test_no_counter_is_written_more_often_than_an_item_can_be():
    """At each rate, with limits as high as it needs; the pace's item is the exception that the page explains."""
    ledger = (ROOT / "lambda/ledger/dynamo_limits.go").read_text()
    for name, value in {"shardLimit": scale.SHARD_LIMIT, "maxShards": scale.MAX_SHARDS, "shardTries": scale.SHARD_TRIES}.items():
        assert int(re.search(rf"\b{name}\s*= ([\d_]+)", ledger)[1].replace("_", "")) == value
    for rate in scale.RATES:
        for name, seconds in scale.WINDOWS:
            assert rate * min(scale.SHARD_TRIES, scale.shards(rate * seconds)) / scale.shards(rate * seconds) <= scale.ITEM_WRITES, name


def test_every_parameter_is_on_the_page(source):
    page = (ROOT / "docs/deploying.md").read_text()
    rows = "".join(re.findall(r"^\| `.*$", page, re.M))
    for name in source["Parameters"]:
        assert f"`{name}`" in rows, name


def test_what_the_functions_link_is_named():
    listed = run(["go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./lambda/cmd/..."])
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text()
    for module in set(listed.split()) - {"thoughtlyform"}:
        name = "/".join(module.split("/")[:3])
        assert name in notices, name


# Services whose name differs from the prefix of their resource types.
SERVICES = {
    "ApiGatewayV2": "API Gateway", "Logs": "CloudWatch", "Route53": "Route 53",
    "SecretsManager": "Secrets Manager", "WAFv2": "WAF",
}


def test_the_deployers_permissions_include_every_service(resources):
    """docs/deploying.md lists the services that a deployment creates resources of."""
    page = (ROOT / "docs/deploying.md").read_text()
    permissions = next(p for p in page.split("\n\n") if p.startswith("The deployer needs permissions"))
    used = {r["Type"].split("::")[1] for r in resources.values() if r["Type"].startswith("AWS::")}
    assert len(used) > 8
    missing = [s for s in used if SERVICES.get(s, s) not in permissions]
    assert not missing, f"docs/deploying.md does not name {missing}"
