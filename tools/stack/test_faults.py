"""Which alarms each fault sets off: the alarms of the template, evaluated over the
metrics that the real binaries write while the fault lasts."""

import json

import pytest
from alarms import Stack, parse
from test_running import command, post, stack, thoughtly  # noqa: F401
from test_verbs import STACK

MINUTE = 60


def lead(n):
    event = post(f"018f3a6e-0000-4000-8000-{n:012}")
    body = json.loads(event["body"])
    body["phone_number"] = f"+1415555{n:04}"
    event["body"] = json.dumps(body)
    return event


def lasting(samples, minutes):
    """The samples as of a fault that lasts: the same in each of the minutes."""
    return [(at % MINUTE + minute * MINUTE, *rest) for at, *rest in samples for minute in range(minutes)]


@pytest.fixture
def evaluated(source, template):
    parameters = {n: str(p.get("Default", "")) for n, p in source["Parameters"].items()} | {"QuietHours": "24"}
    return Stack(template, STACK, parameters, str)


def remove_table(stack, outputs):
    stack.cloud.client("dynamodb").update_table(TableName=outputs["TableName"], DeletionProtectionEnabled=False)
    stack.cloud.client("dynamodb").delete_table(TableName=outputs["TableName"])


FAULTS = {
    "none": (lambda s, t: None, set()),
    "thoughtly is down": (lambda s, t: setattr(t, "status", 500), {"UpstreamFailuresAlarm"}),
    "thoughtly does not know the address": (lambda s, t: setattr(t, "status", 404), {"UpstreamFailuresAlarm", "AccountAlarm"}),
    "the bill is not paid": (lambda s, t: setattr(t, "status", 402), {"UpstreamFailuresAlarm", "AccountAlarm"}),
    "thoughtly refuses contacts": (lambda s, t: setattr(t, "status", 422), {"UpstreamFailuresAlarm", "RefusingAlarm"}),
    "the key was revoked": (lambda s, t: setattr(t, "status", 401), {"UpstreamFailuresAlarm", "SecretFailuresAlarm"}),
    "too many requests": (lambda s, t: setattr(t, "status", 429), {"UpstreamFailuresAlarm", "RateLimitedAlarm"}),
    "the table is gone": (lambda s, t: remove_table(s, s.outputs), {"LedgerFailuresAlarm"}),
    "the queue is gone too": (
        lambda s, t: (setattr(t, "status", 500), s.cloud.client("sqs").delete_queue(QueueUrl=s.outputs["QueueUrl"])),
        {"UpstreamFailuresAlarm", "QueueFailuresAlarm"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault(stack, thoughtly, evaluated, fault):  # noqa: F811
    breaks, expected = FAULTS[fault]
    intake = stack.start("Intake", "intake")
    breaks(stack, thoughtly)
    for n in range(2):
        intake.invoke(lead(n))
    samples = lasting(list(parse(intake.stop())), minutes=5)
    assert samples
    # Within five minutes: an alarm that takes longer is none for an outage.
    assert evaluated.firing(samples, 0, 5 * MINUTE - 1) - {"NoLeadsAlarm"} == expected


def test_quiet_hours(evaluated):
    """No lead for a day is an alarm where somebody asked for it; one lead is enough to be none."""
    day = 24 * 3600
    one = [(day / 2, "ThoughtlyForm", "Created", frozenset({("Stack", STACK)}), 1)]
    assert "NoLeadsAlarm" in evaluated.firing([], 0, day)
    assert "NoLeadsAlarm" not in evaluated.firing(one, 0, day)


@pytest.mark.parametrize(
    "failed, requests, hours, firing",
    [
        (1, 1000, 1, set()),
        (20, 1000, 1, {"FastBurnAlarm"}),
        (10, 1000, 6, {"SlowBurnAlarm"}),
        (20, 40, 1, set()),  # too few to say anything
    ],
)
def test_burn_rate(evaluated, failed, requests, hours, firing):
    def counted(name, n):
        return [(h * 3600, "AWS/ApiGateway", name, frozenset({("ApiId", "Api")}), n) for h in range(hours)]

    samples = counted("5xx", failed) + counted("Count", requests)
    burning = {"FastBurnAlarm", "SlowBurnAlarm"}
    got = evaluated.firing(samples, 0, 6 * 3600 - 1) & burning
    assert got >= firing and (firing or not got)
