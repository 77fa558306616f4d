"""Tests of the template's parameters."""

import re
import tomllib

import pytest
from conftest import ORIGINS, ROOT
from samcli.cli.types import CfnParameterOverridesType


@pytest.mark.parametrize(
    "name, good, bad",
    [
        (
            "AllowedOrigins",
            ["https://a.example", ORIGINS, "http://localhost:8080"],
            ["", "*", "https://a.example/", "a.example", "https://a.example, https://b.example", "https://a.example,"],
        ),
        ("DomainName", ["", "forms.example.com"], ["https://forms.example.com", "forms", "Forms.example.com", "-a.example.com"]),
        (
            "CertificateArn",
            ["", "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"],
            ["arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"],
        ),
        ("HostedZoneId", ["", "Z2FDTNDATAQYW2"], ["/hostedzone/Z2FDTNDATAQYW2"]),
        (
            "WebAclArn",
            ["", "arn:aws:wafv2:us-east-1:123456789012:global/webacl/forms/12345678-1234-1234-1234-123456789012"],
            ["arn:aws:wafv2:us-east-1:123456789012:regional/webacl/forms/12345678-1234-1234-1234-123456789012"],
        ),
        ("AllowedCountries", ["", "US", "US,CA,DE"], ["us", "USA", "US, CA", "US,"]),
        ("ThoughtlyUrl", ["https://api.thoughtly.com"], ["http://api.thoughtly.com", "https://api.thoughtly.com/"]),
        ("AlarmEmail", ["", "team@example.com"], ["team", "a@example.com,b@example.com"]),
        ("PreviousOriginKey", ["", "a" * 48], ["a" * 47, "a" * 47 + "-"]),
    ],
)
def test_parameter_patterns(source, name, good, bad):
    pattern = source["Parameters"][name]["AllowedPattern"]
    for value in good:
        assert re.fullmatch(pattern, value), value
    for value in bad:
        assert not re.fullmatch(pattern, value), value


def test_every_parameter_is_described_and_grouped(source):
    groups = source["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [p for g in groups for p in g["Parameters"]]
    assert sorted(grouped) == sorted(source["Parameters"])
    assert all(p.get("Description") for p in source["Parameters"].values())


def test_every_suppressed_check_says_why(source):
    for name, resource in source["Resources"].items():
        for skip in resource.get("Metadata", {}).get("checkov", {}).get("skip", []):
            assert len(skip["comment"]) > 40, (name, skip["id"])


@pytest.fixture(scope="module")
def samconfig():
    return tomllib.loads((ROOT / "samconfig.toml").read_text())


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_the_environments_give_what_the_template_takes(source, samconfig, environment):
    overrides = samconfig[environment]["deploy"]["parameters"]["parameter_overrides"]
    given = CfnParameterOverridesType().convert(overrides, None, None)
    needed = {n for n, p in source["Parameters"].items() if "Default" not in p}
    assert needed <= set(given) <= set(source["Parameters"])
    for name, value in given.items():
        p = source["Parameters"][name]
        assert re.fullmatch(p.get("AllowedPattern", ".*"), value), name
        assert value in [str(v) for v in p.get("AllowedValues", [value])], name


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_a_deployment_without_changes_succeeds(samconfig, environment):
    assert samconfig[environment]["deploy"]["parameters"]["fail_on_empty_changeset"] is False


def test_origins_survive_the_sam_cli():
    """The list is one string with commas, not several parameters."""
    given = CfnParameterOverridesType().convert([f"AllowedOrigins={ORIGINS}", "LogDays=30"], None, None)
    assert given == {"AllowedOrigins": ORIGINS, "LogDays": "30"}


def test_no_build_is_taken_from_a_cache_that_sees_half_of_the_source(samconfig):
    assert samconfig["default"]["build"]["parameters"]["cached"] is False
