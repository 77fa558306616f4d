"""The alarms, the dashboard and the page that explains them."""

import json
import re

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def alarms(resources):
    return {n: r["Properties"] for n, r in resources.items() if r["Type"] == "AWS::CloudWatch::Alarm"}


@pytest.fixture(scope="module")
def dashboard(properties):
    """The dashboard's body, each name that CloudFormation fills in kept in its braces."""
    return json.loads(properties("Dashboard")["DashboardBody"]["Fn::Sub"])


def watched(alarm):
    """The metrics that an alarm reads: namespace, name and dimensions."""
    for m in alarm.get("Metrics") or [{"MetricStat": {"Metric": alarm}}]:
        if metric := m.get("MetricStat", {}).get("Metric"):
            yield metric["Namespace"], metric["MetricName"], metric["Dimensions"]


def test_every_alarm_is_told_shown_and_explained(alarms, dashboard):
    shown = dashboard["widgets"][0]["properties"]["alarms"]
    page = (ROOT / "docs/operating.md").read_text()
    assert sorted(shown) == sorted("${" + name + ".Arn}" for name in alarms)
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == [{"Ref": "Alarms"}], name
        assert alarm["TreatMissingData"] == "notBreaching", name
        assert f"### {name}" in page, name


def test_what_must_not_be_missed_is_watched(alarms):
    assert {m[:2] for a in alarms.values() for m in watched(a)} == {
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
        ("AWS/ApiGateway", "5xx"),
        ("AWS/Lambda", "Errors"),
        ("AWS/Lambda", "Throttles"),
        ("ThoughtlyForm", "QueueFailures"),
        ("ThoughtlyForm", "LedgerFailures"),
        ("ThoughtlyForm", "SecretFailures"),
        ("ThoughtlyForm", "UpstreamFailures"),
        ("ThoughtlyForm", "Spam"),
    }
    dead = alarms["DeadLettersAlarm"]
    assert dead["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["DeadLetters", "QueueName"]}}]
    assert dead["Threshold"] == 1


def test_alarms_read_totals_but_for_refused_credentials(alarms):
    total = [{"Name": "Stack", "Value": {"Ref": "AWS::StackName"}}]
    refused = [*total, {"Name": "Kind", "Value": "unauthorized"}]
    for alarm in alarms.values():
        for namespace, name, dimensions in watched(alarm):
            if namespace == "ThoughtlyForm":
                assert dimensions == (refused if name == "UpstreamFailures" else total), name
    assert 'By("Kind", ' in (ROOT / "lambda/wire/wire.go").read_text()
    assert 'return "unauthorized"' in (ROOT / "lambda/thoughtly/errors.go").read_text()


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
