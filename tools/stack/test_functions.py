"""Tests of the two functions' configuration."""

import re

import pytest
from conftest import ROOT


@pytest.mark.parametrize("name, command", [("Intake", "intake"), ("Delivery", "delivery")])
def test_function(source, properties, name, command):
    f = properties(name)
    assert f["Runtime"] == "provided.al2023"
    assert f["Architectures"] == ["arm64"]
    assert f["Handler"] == "bootstrap"
    assert f["TracingConfig"] == {"Mode": "Active"}
    assert f["LoggingConfig"]["LogGroup"] == {"Ref": name + "Log"}
    assert f["LoggingConfig"]["LogFormat"] == "JSON"
    assert f["LoggingConfig"]["ApplicationLogLevel"] == "INFO", "metrics would be filtered out"
    assert f["ReservedConcurrentExecutions"]["Fn::If"][1] == {"Ref": name + "Concurrency"}
    assert source["Resources"][name]["Metadata"]["BuildMethod"] == "makefile"
    assert source["Resources"][name]["Properties"]["CodeUri"] == "lambda/cmd/" + command


def test_the_functions_get_the_settings_that_they_read(properties):
    """Every variable that is set is read, and every variable that is read is set or has a default."""
    read = set()
    for file in (ROOT / "lambda").rglob("*.go"):
        if not file.name.endswith("_test.go"):
            read |= set(re.findall(r'"([A-Z][A-Z0-9]*_[A-Z0-9_]+)"', file.read_text()))
    for name in "Intake", "Delivery":
        given = set(properties(name)["Environment"]["Variables"])
        assert given <= read, f"{name} is given what nothing reads"


def test_cloudformation_never_writes_the_credentials(properties):
    """A changed template value would replace the value that make secret stored."""
    assert not {"SecretString", "GenerateSecretString"} & set(properties("Credentials"))


@pytest.mark.parametrize("name", ["Intake", "Delivery"])
def test_a_new_version_takes_over_by_an_alias_that_alarms_roll_back(source, resources, name):
    alias = resources[name + "Aliaslive"]
    assert alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]["DeploymentGroupName"] == {"Ref": name + "DeploymentGroup"}
    group = resources[name + "DeploymentGroup"]["Properties"]
    assert {"Name": {"Ref": name + "ErrorsAlarm"}} in group["AlarmConfiguration"]["Alarms"]
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
    assert source["Resources"][name]["Properties"]["AutoPublishAliasAllProperties"] is True, "a changed variable is a new version"
    assert source["Parameters"]["DeploymentType"]["Default"] == "AllAtOnce"


def test_nothing_reaches_a_function_but_by_its_alias(properties):
    assert properties("ApiToIntake")["IntegrationUri"] == {"Ref": "IntakeAliaslive"}
    assert properties("ApiInvokesIntake")["FunctionName"] == {"Ref": "IntakeAliaslive"}
    assert properties("DeliveryQueue")["FunctionName"] == {"Ref": "DeliveryAliaslive"}


def test_a_new_account_can_deploy(source):
    """A new account has ten concurrent executions in total and cannot reserve any."""
    for name in "IntakeConcurrency", "DeliveryConcurrency":
        assert source["Parameters"][name]["Default"] == 0
