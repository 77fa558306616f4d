"""Tests that each timeout ends within the enclosing one."""

import re

from conftest import ROOT


def seconds(source, name):
    """Return a duration constant of the Go source, in seconds."""
    match = re.search(rf"\b{name}\s*=\s*(\d+) \* time\.(Second|Millisecond)", source)
    assert match, name
    return int(match[1]) / (1000 if match[2] == "Millisecond" else 1)


def test_each_time_limit_ends_within_the_next(properties):
    source = (ROOT / "lambda/intake/intake.go").read_text()
    budget, reserve = seconds(source, "DefaultBudget"), seconds(source, "DefaultReserve")
    function = properties("Intake")["Timeout"]
    integration = properties("ApiToIntake")["TimeoutInMillis"] / 1000
    origin = next(o for o in properties("Distribution")["DistributionConfig"]["Origins"] if o["Id"] == "api")
    assert budget + reserve < function < integration < 30
    assert integration <= origin["CustomOriginConfig"]["OriginReadTimeout"]


def test_the_queue_hides_a_message_for_six_of_deliverys_timeouts(properties):
    assert properties("Queue")["VisibilityTimeout"] >= 6 * properties("Delivery")["Timeout"]
