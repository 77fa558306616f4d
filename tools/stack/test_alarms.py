"""Tests of the alarms, the dashboard and docs/operating.md."""

import json
import re

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def alarms(resources):
    return {n: r["Properties"] for n, r in resources.items() if r["Type"] == "AWS::CloudWatch::Alarm"}


@pytest.fixture(scope="module")
def dashboard(properties):
    """Return the dashboard's body, with CloudFormation's placeholders unchanged."""
    return json.loads(properties("Dashboard")["DashboardBody"]["Fn::Sub"][0].replace("${ConditionalAlarms}", ""))


def watched(alarm):
    """Return the metrics that an alarm reads: namespace, name and dimensions."""
    for m in alarm.get("Metrics") or [{"MetricStat": {"Metric": alarm}}]:
        if metric := m.get("MetricStat", {}).get("Metric"):
            yield metric["Namespace"], metric["MetricName"], metric["Dimensions"]


def test_every_alarm_is_told_shown_and_explained(alarms, dashboard, properties):
    shown = re.findall(r"\$\{(\w+Alarm)\.Arn\}", json.dumps(properties("Dashboard")["DashboardBody"]))
    page = (ROOT / "docs/operating.md").read_text()
    assert sorted(shown) == sorted(alarms)
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == [{"Ref": "Alarms"}], name
        assert alarm["TreatMissingData"] == ("breaching" if name == "NoLeadsAlarm" else "notBreaching"), name
        assert f"### {name}" in page, name
        assert re.search(rf"^\| `{name}` \|", page, re.M), f"{name} is not in the table"


def test_what_must_not_be_missed_is_watched(alarms):
    assert {m[:2] for a in alarms.values() for m in watched(a)} >= {
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        ("AWS/ApiGateway", "5xx"),
        ("AWS/CloudFront", "5xxErrorRate"),
        ("AWS/Lambda", "Errors"),
        ("AWS/Lambda", "Throttles"),
        ("ThoughtlyForm", "WaitingAge"),
        ("ThoughtlyForm", "QueueFailures"),
        ("ThoughtlyForm", "LedgerFailures"),
        ("ThoughtlyForm", "SecretFailures"),
        ("ThoughtlyForm", "UpstreamFailures"),
        ("ThoughtlyForm", "Spam"),
    }
    # SQS excludes messages from this metric after they were received three times.
    assert ("AWS/SQS", "ApproximateAgeOfOldestMessage") not in {m[:2] for a in alarms.values() for m in watched(a)}
    dead = alarms["DeadLettersAlarm"]
    assert dead["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["DeadLetters", "QueueName"]}}]
    assert dead["Threshold"] == 1


def test_alarms_read_totals_and_kinds_that_are_written(alarms):
    written = set(re.findall(r'"([a-z_]+)"', re.search(r"kindNames = .*", (ROOT / "lambda/thoughtly/errors.go").read_text())[0]))
    written |= set(re.findall(r'kind = "([a-z_]+)"', (ROOT / "lambda/wire/wire.go").read_text()))
    for name, alarm in alarms.items():
        for namespace, metric, dimensions in watched(alarm):
            if namespace == "ThoughtlyForm":
                stack, *kind = dimensions
                assert stack == {"Name": "Stack", "Value": {"Ref": "AWS::StackName"}}, name
                assert all(k["Name"] == "Kind" and k["Value"] in written for k in kind), name
                assert not kind or metric == "UpstreamFailures", name


def test_alarms_and_dashboard_name_metrics_that_are_written(alarms, dashboard):
    written = set()
    for file in (ROOT / "lambda").rglob("*.go"):
        if not file.name.endswith("_test.go"):
            written |= set(re.findall(r'(?:[Cc]ount|[Cc]ountBy|Duration)\("([A-Z][A-Za-z]+)"', file.read_text()))
    read = {name for a in alarms.values() for namespace, name, _ in watched(a) if namespace == "ThoughtlyForm"}
    for widget in dashboard["widgets"]:
        own = False
        for metric in widget["properties"].get("metrics", []):
            if isinstance(metric[0], dict):
                read |= set(re.findall(r'MetricName="(\w+)"', metric[0]["expression"]))
                continue
            own = metric[0] == "ThoughtlyForm" or (own and metric[0] == ".")
            if own and len(metric) > 1 and isinstance(metric[1], str) and metric[0] != "...":
                read.add(metric[1])
    assert {"Created", "Queued", "Delivered", "Refused", "Spam", "UpstreamTime"} <= read
    assert read <= written
