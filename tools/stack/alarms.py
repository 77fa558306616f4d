"""Evaluate CloudWatch alarm definitions over recorded metrics.

This file supports the features that template.yaml uses: one metric, or one
expression over metrics with FILL, IF and arithmetic; M of N datapoints; missing
data that breaches or does not breach. Times are in seconds.

With a function's output on standard input, it prints the triggered alarms, one in
each line, for the default parameters.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"


class NoManagedPolicies:
    """A replacement for IAM, from which the translator gets the ARNs of managed policies."""

    def load(self):
        return {}


def transformed(parameters):
    """Return template.yaml after the transform, with URIs as if the functions' code was uploaded."""
    parsed = yaml_parse(TEMPLATE.read_text())
    for resource in parsed["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://artifacts/" + resource["Properties"]["CodeUri"]
    return transform(parsed, parameters, NoManagedPolicies())


def defaults():
    """Return the template's parameters that have a default."""
    return {n: str(p.get("Default", "")) for n, p in yaml_parse(TEMPLATE.read_text())["Parameters"].items()}


def parse(log):
    """Return the samples in a function's output, from lines in the embedded metric format:
    (seconds, namespace, name, dimensions, value), once for each dimension set."""
    for line in log.splitlines():
        if '"_aws"' not in line:
            continue
        record = json.loads(line[line.index("{") :])
        for directive in record["_aws"]["CloudWatchMetrics"]:
            for names in directive["Dimensions"]:
                dimensions = frozenset((n, record[n]) for n in names)
                for metric in directive["Metrics"]:
                    values = record[metric["Name"]]
                    for value in values if isinstance(values, list) else [values]:
                        yield record["_aws"]["Timestamp"] / 1000, directive["Namespace"], metric["Name"], dimensions, value


STATISTICS = {"Sum": sum, "Maximum": max, "Minimum": min, "Average": lambda values: sum(values) / len(values)}


class Stack:
    """Return the alarms of a transformed template with the given parameters."""

    def __init__(self, template, name, parameters, resolve):
        self.alarms = {n: r["Properties"] for n, r in template["Resources"].items() if r["Type"] == "AWS::CloudWatch::Alarm"}
        self.values = {"AWS::StackName": name, **parameters}
        self.resolve = resolve  # what a Ref or GetAtt of a resource gives

    def value(self, v):
        if isinstance(v, dict):
            ((key, target),) = v.items()
            if key == "Ref" and target in self.values:
                return self.values[target]
            return self.resolve(target)
        return v

    def firing(self, samples, begin, end):
        """Return the names of the alarms that are in ALARM at any time between begin and end."""
        return {name for name in self.alarms if any(self.states(name, samples, begin, end))}

    def states(self, name, samples, begin, end):
        """Yield, for each of the alarm's periods from begin to end, whether it is in ALARM."""
        alarm = self.alarms[name]
        metrics = alarm.get("Metrics") or [
            {"Id": "value", "MetricStat": {"Metric": alarm, "Stat": alarm["Statistic"], "Period": alarm["Period"]}}
        ]
        expression = next((m["Expression"] for m in metrics if "Expression" in m), None)
        stats = {m["Id"]: m["MetricStat"] for m in metrics if "MetricStat" in m}
        (period,) = {s["Period"] for s in stats.values()}
        points = {i: self.points(s, samples, period) for i, s in stats.items()}
        needed, window = int(self.value(alarm["DatapointsToAlarm"])), int(self.value(alarm["EvaluationPeriods"]))
        threshold = float(self.value(alarm["Threshold"]))
        breached = []
        for t in range(int(begin // period), int(end // period) + 1):
            value = self.compute(expression, {i: p.get(t) for i, p in points.items()})
            if value is None:
                breached.append(alarm["TreatMissingData"] == "breaching")
            else:
                breached.append(
                    {
                        "GreaterThanOrEqualToThreshold": value >= threshold,
                        "LessThanThreshold": value < threshold,
                    }[alarm["ComparisonOperator"]]
                )
            yield sum(breached[-window:]) >= needed

    def points(self, stat, samples, period):
        metric = stat["Metric"]
        wanted = frozenset((d["Name"], self.value(d["Value"])) for d in metric["Dimensions"])
        values = defaultdict(list)
        for at, namespace, name, dimensions, value in samples:
            if (namespace, name, dimensions) == (metric["Namespace"], metric["MetricName"], wanted):
                values[int(at // period)].append(value)
        return {t: STATISTICS[stat["Stat"]](v) for t, v in values.items()}

    @staticmethod
    def compute(expression, values):
        if expression is None:
            (value,) = values.values()
            return value
        filled = set(re.findall(r"FILL\((\w+)", expression))
        if any(v is None for i, v in values.items() if i not in filled) or all(v is None for v in values.values()):
            return None
        functions = {
            "FILL": lambda v, default: default if v is None else v,
            "IF": lambda condition, a, b: a if condition else b,
        }
        return eval(expression, {"__builtins__": {}}, {**functions, **values})  # the template's own text


if __name__ == "__main__":
    # A killed function can leave an incomplete line.
    whole = [line for line in sys.stdin.read().splitlines() if line.endswith("}")]
    measured = list(parse("\n".join(whole)))
    stack = next(value for name, value in measured[0][3] if name == "Stack")
    evaluated = Stack(transformed({"AllowedOrigins": "https://www.example.com"}), stack, defaults() | {"QuietHours": "1"}, str)
    times = [at for at, *_ in measured]
    print("\n".join(sorted(evaluated.firing(measured, min(times), max(times)))))
