"""Tests of the alarms that each fault triggers.

The real binaries run during the fault, and the template's alarms are evaluated
over the metrics that CloudWatch would have: those that the binaries write, and
those that AWS derives from the run (depths of the queues, responses of the API,
failures of the functions). Only throttles are simulated.
"""

import json
import urllib.error
from datetime import datetime, timedelta, timezone

import pytest
from alarms import Stack, defaults, parse
from conftest import sqs_event
from test_running import command, post, stack, thoughtly  # noqa: F401
from test_verbs import STACK

MINUTE, HOUR = 60, 3600


def lead(n, **more):
    event = post(f"018f3a6e-0000-4000-8000-{n:012}")
    body = json.loads(event["body"])
    body["phone_number"] = f"+1415555{n:04}"
    event["body"] = json.dumps({**body, **more})
    return event


class Run:
    """Both functions with a fault, and the metrics that AWS records for them."""

    def __init__(self, stack, thoughtly):  # noqa: F811
        self.stack, self.thoughtly, self.functions, self.counted = stack, thoughtly, {}, []
        self.delivers = True  # whether the queue's mapping invokes delivery

    def start(self, name, **changes):
        self.functions[name] = self.stack.start(name, name.lower(), **changes)

    def invoke(self, name, event):
        """Return the function's answer. Lambda counts an answer with an error as a failure."""
        if name not in self.functions:
            self.start(name)
        try:
            answer = self.functions[name].invoke(event)
        except urllib.error.HTTPError:  # the function ended
            answer = {"errorType": "Runtime.ExitError"}
        if "errorType" in answer:
            self.count("AWS/Lambda", "Errors", 1, FunctionName=name)
        return answer

    def visit(self, event):
        """Count a request as the API and CloudFront do."""
        failed = self.invoke("Intake", event).get("statusCode", 502) >= 500
        self.answered(failed)

    def answered(self, failed):
        self.count("AWS/ApiGateway", "Count", 1, ApiId="Api")
        self.count("AWS/ApiGateway", "5xx", int(failed), ApiId="Api")
        self.count("AWS/CloudFront", "5xxErrorRate", 100 * failed, DistributionId="Distribution", Region="Global")

    def deliver(self, body):
        """Deliver a message of the queue to delivery."""
        self.enqueue(body)
        sqs, url = self.queue
        (message,) = sqs.receive_message(QueueUrl=url, AttributeNames=["All"]).get("Messages", [])
        self.invoke("Delivery", sqs_event(message))

    def enqueue(self, body):
        sqs, url = self.queue
        sqs.send_message(QueueUrl=url, MessageBody=body)

    @property
    def queue(self):
        """A client of SQS and the queue's URL."""
        return self.stack.cloud.client("sqs"), self.stack.outputs["QueueUrl"]

    def count(self, namespace, name, value, **dimensions):
        self.counted.append((0, namespace, name, frozenset(dimensions.items()), value))

    def samples(self):
        """Return the samples, all of them in the first minute."""
        for name in "Queue", "DeadLetters", "Review":
            try:
                visible = self.stack.count(name + "Url")[0]
            except self.stack.cloud.client("sqs").exceptions.QueueDoesNotExist:
                continue
            self.count("AWS/SQS", "ApproximateNumberOfMessagesVisible", visible, QueueName=name)
        if self.delivers:
            self.count("AWS/Lambda", "Invocations", 1, FunctionName="Delivery")
        written = [s for f in self.functions.values() for s in parse(f.stop())]
        return [(at % MINUTE, *rest) for at, *rest in written + self.counted]


def lasting(samples, minutes):
    """Return the samples of a lasting fault: the same in each minute."""
    return [(at + minute * MINUTE, *rest) for at, *rest in samples for minute in range(minutes)]


@pytest.fixture
def evaluated(template):
    parameters = defaults() | {"QuietHours": "24", "SpamSurge": "10"}
    return Stack(template, STACK, parameters, lambda target: target if isinstance(target, str) else target[0])


def visits(run):
    for n in range(2):
        run.visit(lead(n))


def thoughtly_answers(status):
    def breaks(run):
        run.thoughtly.status = status
        visits(run)

    return breaks


def table_is_gone(run):
    dynamodb, table = run.stack.cloud.client("dynamodb"), run.stack.outputs["TableName"]
    run.start("Intake")
    dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
    dynamodb.delete_table(TableName=table)
    visits(run)


def queue_is_gone_too(run):
    run.thoughtly.status = 500
    run.start("Intake")
    run.stack.cloud.client("sqs").delete_queue(QueueUrl=run.stack.outputs["QueueUrl"])
    visits(run)


def secret_is_gone(run):
    run.stack.cloud.client("secretsmanager").delete_secret(SecretId=run.stack.outputs["SecretArn"], ForceDeleteWithoutRecovery=True)
    visits(run)


def calls_get_lost(run):
    run.thoughtly.call_status = 500
    visits(run)


def leads_are_late(run):
    run.thoughtly.status = 503
    run.deliver(waiting_since(hours=2))


def waiting_since(hours):
    accepted = datetime.now(timezone.utc) - timedelta(hours=hours)
    contact = {"phone_number": "+14155550123", "name": "Ada"}
    return json.dumps({"form": "contact", "submission_id": f"018f3a6e-0000-4000-8000-{hours:012}", "accepted": accepted.isoformat(), "contact": contact})


def message_cannot_be_read(run):
    run.deliver("no lead")


def a_robot_fills_in_the_form(run):
    run.start("Intake", GUARD="on")
    for n in range(4):
        run.visit(lead(n, website="https://spam.example"))


def intake_crashes(run):
    run.start("Intake", TABLE_NAME="")
    visits(run)


def delivery_crashes(run):
    run.start("Delivery", TABLE_NAME="")
    run.deliver(waiting_since(hours=0))


def delivery_does_not_run(run):
    run.delivers = False
    run.enqueue(waiting_since(hours=0))


def throttled(name):
    """Lambda throttles a function: the API answers 503, or the queue waits."""

    def breaks(run):
        run.count("AWS/Lambda", "Throttles", 1, FunctionName=name)
        if name == "Delivery":
            return delivery_does_not_run(run)
        for _ in range(2):
            run.answered(failed=True)

    return breaks


def one_fails_in(requests):
    def breaks(run):
        for n in range(requests):
            run.answered(failed=n == 0)

    return breaks


def all_is_well(run):
    visits(run)
    run.deliver(waiting_since(hours=0))


# The fault, the alarms that it triggers within five minutes, and the further alarms
# that it triggers within six hours.
OUT = {"FastBurnAlarm", "SlowBurnAlarm", "EdgeErrorsAlarm"}
FAULTS = {
    "none": (all_is_well, set(), set()),
    "thoughtly is down": (thoughtly_answers(500), {"UpstreamFailuresAlarm"}, set()),
    "thoughtly does not know the address": (thoughtly_answers(404), {"UpstreamFailuresAlarm", "AccountAlarm"}, set()),
    "the bill is not paid": (thoughtly_answers(402), {"UpstreamFailuresAlarm", "AccountAlarm"}, set()),
    "thoughtly refuses contacts": (thoughtly_answers(422), {"UpstreamFailuresAlarm", "RefusingAlarm"}, set()),
    "the key was revoked": (thoughtly_answers(401), {"UpstreamFailuresAlarm", "SecretFailuresAlarm"}, set()),
    "too many requests": (thoughtly_answers(429), {"UpstreamFailuresAlarm", "RateLimitedAlarm"}, set()),
    "calls get lost": (calls_get_lost, {"UpstreamFailuresAlarm", "UnknownCallsAlarm"}, set()),
    "the secret is gone": (secret_is_gone, {"SecretFailuresAlarm"}, set()),
    "the table is gone": (table_is_gone, {"LedgerFailuresAlarm"}, set()),
    "the queue is gone too": (queue_is_gone_too, {"UpstreamFailuresAlarm", "QueueFailuresAlarm", "ApiErrorsAlarm"}, OUT),
    "leads are late": (leads_are_late, {"UpstreamFailuresAlarm", "LateLeadsAlarm"}, set()),
    "a message cannot be read": (message_cannot_be_read, {"DeadLettersAlarm"}, set()),
    "a robot fills in the form": (a_robot_fills_in_the_form, {"SpamSurgeAlarm", "ReviewAlarm"}, set()),
    "intake crashes": (intake_crashes, {"IntakeErrorsAlarm", "ApiErrorsAlarm"}, OUT),
    "delivery crashes": (delivery_crashes, set(), {"DeliveryErrorsAlarm"}),
    "intake is throttled": (throttled("Intake"), {"IntakeThrottlesAlarm", "ApiErrorsAlarm"}, OUT),
    "delivery is throttled": (throttled("Delivery"), set(), {"DeliveryThrottlesAlarm", "DeliveryStoppedAlarm"}),
    "the mapping of the queue is disabled": (delivery_does_not_run, set(), {"DeliveryStoppedAlarm"}),
    "one request in 200 fails": (one_fails_in(200), {"ApiErrorsAlarm"}, set()),
    "one request in 150 fails": (one_fails_in(150), {"ApiErrorsAlarm", "SlowBurnAlarm"}, set()),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault(stack, thoughtly, evaluated, fault):  # noqa: F811
    breaks, soon, later = FAULTS[fault]
    run = Run(stack, thoughtly)
    breaks(run)
    samples = run.samples()
    assert samples
    assert evaluated.firing(lasting(samples, 5), 0, 5 * MINUTE - 1) == soon
    assert evaluated.firing(lasting(samples, 6 * 60), 0, 6 * HOUR - 1) == soon | later


def test_every_alarm_has_a_fault(evaluated):
    set_off = {alarm for _, soon, later in FAULTS.values() for alarm in soon | later}
    assert set_off | {"NoLeadsAlarm"} == set(evaluated.alarms)  # that one has test_quiet_hours


def test_quiet_hours(evaluated):
    """A day without a lead is an alarm if the deployment enables it; one lead prevents it."""
    day = 24 * HOUR
    one = [(day / 2, "ThoughtlyForm", "Created", frozenset({("Stack", STACK)}), 1)]
    assert "NoLeadsAlarm" in evaluated.firing([], 0, day)
    assert "NoLeadsAlarm" not in evaluated.firing(one, 0, day)


def test_late_leads_stay_on_between_deferrals(evaluated):
    """A lead that is deferred for 40 minutes keeps its alarm on."""
    age = ("ThoughtlyForm", "WaitingAge", frozenset({("Stack", STACK)}), 2 * HOUR * 1000)
    assert all(evaluated.states("LateLeadsAlarm", [(0, *age), (40 * MINUTE, *age)], 0, 80 * MINUTE))


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
        return [(h * HOUR, "AWS/ApiGateway", name, frozenset({("ApiId", "Api")}), n) for h in range(hours)]

    samples = counted("5xx", failed) + counted("Count", requests)
    burning = {"FastBurnAlarm", "SlowBurnAlarm"}
    got = evaluated.firing(samples, 0, 6 * HOUR - 1) & burning
    assert got >= firing and (firing or not got)
