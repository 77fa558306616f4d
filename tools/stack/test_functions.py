"""The two functions and what they are given."""

import json
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
    """Every variable that is set is read somewhere, and none is read that neither is set nor has a default."""
    read = set()
    for file in (ROOT / "lambda").rglob("*.go"):
        if not file.name.endswith("_test.go"):
            read |= set(re.findall(r'"([A-Z][A-Z0-9]*_[A-Z0-9_]+)"', file.read_text()))
    for name in "Intake", "Delivery":
        given = set(properties(name)["Environment"]["Variables"])
        assert given <= read, f"{name} is given what nothing reads"


def test_the_secret_has_the_shape_that_is_read(properties):
    generate = properties("Secret")["GenerateSecretString"]
    assert json.loads(generate["SecretStringTemplate"]) == {"api_token": "", "team_id": ""}
    assert generate["GenerateStringKey"] == "hmac_key"
    read = "".join(f.read_text() for f in (ROOT / "lambda/credentials").glob("*.go"))
    for member in "api_token", "team_id", "hmac_key":
        assert f'"{member}"' in read, member
