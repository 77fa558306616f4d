"""Tests of several stacks: dev and prod in one account, one name in two regions."""

import json
import re

# Resources of CloudFront and IAM, whose names must be unique in the account.
GLOBAL = {
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::Function",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::OriginRequestPolicy",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CloudWatch::Dashboard",
    "AWS::WAFv2::WebACL",
}
NAMES = {"Name", "BackupVaultName", "BackupPlanName", "DashboardName", "LogGroupName"}


def explicit_names(resources):
    """Return each resource name in the template with the resource's type."""
    for logical, r in resources.items():
        properties = r.get("Properties", {})
        config = next((v for k, v in properties.items() if k.endswith("PolicyConfig") or k.endswith("AccessControlConfig") or k == "BackupPlan"), {})
        for holder in properties, config:
            for key in NAMES & set(holder):
                yield logical, r["Type"], json.dumps(holder[key])


def test_every_name_holds_the_stacks(resources):
    named = list(explicit_names(resources))
    assert {logical for logical, _, _ in named} >= {"ApiCache", "ApiRequest", "AssetHeaders", "ApiHeaders", "PickEncoding", "NameHost", "AssetAccess", "Dashboard", "OriginKey", "AccessLog"}
    for logical, type, name in named:
        if type in ("AWS::Route53::RecordSet", "AWS::Lambda::Alias"):
            continue  # the domain is a parameter, and an alias belongs to its function
        assert "AWS::StackName" in name, logical
        if type in GLOBAL:
            assert "AWS::Region" in name, f"{logical}: the name is taken once a stack of this name exists in another region"


def test_cloudfronts_names_fit(resources):
    """A CloudFront function's name has 64 characters at most; the longest region has 14, the longest stack name here 30."""
    for logical, type, name in explicit_names(resources):
        if type == "AWS::CloudFront::Function":
            longest = re.sub(r"\$\{AWS::StackName\}", "s" * 30, name)
            longest = re.sub(r"\$\{AWS::Region\}", "ap-southeast-1", longest)
            assert len(json.loads(longest)["Fn::Sub"]) <= 64, logical


def test_a_web_acl_is_made_only_where_it_can_be(source, resources):
    assert resources["WebAcl"]["Condition"] == "MakesWebAcl"
    assert {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]} in source["Conditions"]["MakesWebAcl"]["Fn::And"]
    rule = resources["WebAcl"]["Properties"]["Rules"][0]["Statement"]["RateBasedStatement"]
    assert rule["Limit"] == {"Ref": "WafRate"} and source["Parameters"]["WafRate"]["Default"] == 0
