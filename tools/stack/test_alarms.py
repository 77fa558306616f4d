"""The alarms, the dashboard and the page that explains them."""

import json
import re

from conftest import ROOT


def test_every_alarm_is_told_shown_and_explained(resources, properties):
    alarms = {n: r["Properties"] for n, r in resources.items() if r["Type"] == "AWS::CloudWatch::Alarm"}
    dashboard = properties("Dashboard")["DashboardBody"]["Fn::Sub"]
    page = (ROOT / "docs/operating.md").read_text()
    assert len(alarms) == 11
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == [{"Ref": "Alarms"}], name
        assert alarm["TreatMissingData"] == "notBreaching", name
        assert "${" + name + ".Arn}" in dashboard, name
        assert f"### {name}" in page, name


def test_alarms_and_dashboard_name_metrics_that_are_written(template):
    written = set()
    for file in (ROOT / "lambda").rglob("*.go"):
        if not file.name.endswith("_test.go"):
            written |= set(re.findall(r'(?:[Cc]ount|countBy|Duration)\("([A-Z][A-Za-z]+)"', file.read_text()))
    read = set()
    for name, resource in template["Resources"].items():
        p = resource["Properties"]
        if p.get("Namespace") == "ThoughtlyForm":
            read.add(p["MetricName"])
        for m in p.get("Metrics", []) if resource["Type"] == "AWS::CloudWatch::Alarm" else []:
            if "MetricStat" in m:
                read.add(m["MetricStat"]["Metric"]["MetricName"])
    body = template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    assert isinstance(json.loads(re.sub(r"\$\{[^}]*\}", "x", body)), dict)
    read |= {"Created", "Queued", "Delivered", "Refused", "UpstreamTime"}
    for group in re.findall(r"MetricName=\(([^)]*)\)", body):
        read |= set(re.findall(r'\\"(\w+)\\"', group))
    assert read <= written, read - written
