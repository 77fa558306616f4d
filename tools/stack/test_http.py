"""Tests of the path from the visitor to the function: CloudFront, the gateway and their headers."""

import json
import re

import pytest
from conftest import ROOT


def distribution(properties):
    return properties("Distribution")["DistributionConfig"]


def test_cors_reaches_the_gateway_whole(properties):
    assert properties("Api")["CorsConfiguration"] == {
        "AllowOrigins": {"Fn::Split": [",", {"Ref": "AllowedOrigins"}]},
        "AllowMethods": ["GET", "POST", "OPTIONS"],
        "AllowHeaders": ["content-type"],
        "ExposeHeaders": ["retry-after"],
        "AllowCredentials": False,
        "MaxAge": 7200,
    }
    assert "Body" not in properties("Api"), "a body would have CORS settings of its own"


def test_routes(resources):
    routes = {r["Properties"]["RouteKey"] for r in resources.values() if r["Type"] == "AWS::ApiGatewayV2::Route"}
    read = {"/session", "/forms", "/forms/{id}", "/forms/{id}/markup", "/f/{id}", "/healthz", "/stop"}
    assert routes == {"POST /contacts", "POST /stop"} | {f"{method} {path}" for method in ("GET", "HEAD") for path in read}
    # An ANY or $default route would send preflights to the function.


def test_the_gateway_throttles_and_logs_nothing_of_the_visitor(properties):
    stage = properties("ApiStage")
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == {"Ref": "ApiRate"}
    assert stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] == {"Ref": "ApiBurst"}
    # Metrics of each route cost a fee, and no alarm reads them.
    assert not any("DetailedMetricsEnabled" in s for s in [stage["DefaultRouteSettings"], *stage["RouteSettings"].values()])
    fields = json.loads(stage["AccessLogSettings"]["Format"])
    assert set(fields.values()) == {
        "$context.requestId",
        "$context.requestTimeEpoch",
        "$context.routeKey",
        "$context.status",
        "$context.responseLength",
        "$context.responseLatency",
        "$context.integrationLatency",
        "$context.integrationStatus",
        "$context.error.responseType",
    }


def test_submissions_and_sessions_have_rates_of_their_own(resources, properties):
    own = properties("ApiStage")["RouteSettings"]
    assert set(own) == {"POST /contacts", "POST /stop", "GET /session"}
    for settings in own.values():
        assert settings == {"ThrottlingRateLimit": {"Ref": "ApiRate"}, "ThrottlingBurstLimit": {"Ref": "ApiBurst"}}
    needed = {n for n, r in resources.items() if r["Type"].endswith("::Route") and r["Properties"]["RouteKey"] in own}
    assert needed == set(resources["ApiStage"]["DependsOn"]), "a stage names only routes that exist"


def test_cloudfront_keeps_no_error(properties):
    kept = {e["ErrorCode"]: e["ErrorCachingMinTTL"] for e in distribution(properties)["CustomErrorResponses"]}
    assert kept == {500: 0, 502: 0, 503: 0, 504: 0}


def test_a_new_origin_key_reaches_the_function_first(resources):
    assert resources["Distribution"]["DependsOn"] == "IntakeAliaslive"


def test_the_host_serves_the_api_and_the_files(properties):
    d = distribution(properties)
    assert [b["PathPattern"] for b in d["CacheBehaviors"]] == [
        "/contacts",
        "/stop",
        "/session",
        "/forms",
        "/forms/*",
        "/f/*",
        "/healthz",
    ]
    for b in d["CacheBehaviors"]:
        assert b["TargetOriginId"] == "api"
        page = b["PathPattern"] in ("/f/*", "/stop")
        assert b["ViewerProtocolPolicy"] == ("redirect-to-https" if page else "https-only")
        assert ("POST" in b["AllowedMethods"]) == (b["PathPattern"] in ("/contacts", "/stop"))
        assert b["OriginRequestPolicyId"] == {"Ref": "ApiRequest"}
    assert d["DefaultCacheBehavior"]["TargetOriginId"] == "assets"
    assert d["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"


def test_cloudfront_proves_itself_to_the_function(properties):
    (header,) = next(o for o in distribution(properties)["Origins"] if o["Id"] == "api")["OriginCustomHeaders"]
    key = "{{resolve:secretsmanager:${OriginKey}:SecretString}}"
    assert header["HeaderValue"] == {"Fn::Sub": key}
    expected = properties("Intake")["Environment"]["Variables"]["ORIGIN_SECRET"]["Fn::If"]
    assert expected == ["HasPreviousOriginKey", {"Fn::Sub": key + ",${PreviousOriginKey}"}, {"Fn::Sub": key}]
    source = "".join(f.read_text() for f in (ROOT / "lambda/intake").glob("*.go"))
    assert f'OriginSecretHeader = "{header["HeaderName"]}"' in source


def test_the_headers_that_intake_reads_reach_it(properties):
    passed = set(properties("ApiRequest")["OriginRequestPolicyConfig"]["HeadersConfig"]["Headers"])
    cached = properties("ApiCache")["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
    passed |= set(cached["HeadersConfig"]["Headers"])
    passed = {h.lower() for h in passed} | {"x-origin-verify"}
    read = set()
    for file in (ROOT / "lambda/intake").glob("*.go"):
        if not file.name.endswith("_test.go"):
            read |= set(re.findall(r'\bheader\("([a-z-]+)"\)', file.read_text()))
    assert read, "no header is read any more?"
    # CloudFront answers and revalidates If-None-Match itself.
    assert read - passed <= {"if-none-match"}


def test_tls(properties):
    condition, own, given = distribution(properties)["ViewerCertificate"]["Fn::If"]
    assert condition == "HasDomain"
    assert own["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert given == {"CloudFrontDefaultCertificate": True}
    api = next(o for o in distribution(properties)["Origins"] if o["Id"] == "api")["CustomOriginConfig"]
    assert (api["OriginProtocolPolicy"], api["OriginSSLProtocols"]) == ("https-only", ["TLSv1.2"])


@pytest.mark.parametrize("name", ["AssetHeaders", "ApiHeaders"])
def test_security_headers(properties, name):
    config = properties(name)["ResponseHeadersPolicyConfig"]
    s = config["SecurityHeadersConfig"]
    assert s["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 365 * 24 * 60 * 60
    assert s["ContentTypeOptions"] == {"Override": True}
    # The API's pages have their own frame-ancestors.
    assert (s.get("FrameOptions", {}).get("FrameOption") == "DENY") == (name == "AssetHeaders")
    csp = s["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert "default-src 'none'" in csp and "frame-ancestors 'none'" in csp and "'unsafe" not in csp.replace("'wasm-unsafe-eval'", "")
    assert ("CorsConfig" in config) == (name == "AssetHeaders")


def test_the_embed_snippet(template):
    value, names = template["Outputs"]["EmbedSnippet"]["Value"]["Fn::Sub"]
    assert value == (
        '<script type="module" src="https://${Host}/widget/thoughtly-form.js"></script>'
        '<thoughtly-form form="contact"></thoughtly-form>'
    )
    assert names["Host"]["Fn::If"][0] == "HasDomain"
