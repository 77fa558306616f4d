"""Tests of the two CloudFront functions, run by Node as CloudFront would run them."""

import json
import subprocess

import pytest


def run(code, request):
    script = code + f"\nprocess.stdout.write(JSON.stringify(handler({json.dumps({'request': request})})));"
    return json.loads(subprocess.run(["node", "-e", script], check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize(
    "uri, accept, sent",
    [
        ("/widget/thoughtly-form.js", "gzip, deflate, br, zstd", "/widget/thoughtly-form.js.br"),
        ("/widget/thoughtly-form.js", "gzip, deflate", "/widget/thoughtly-form.js.gz"),
        ("/widget/thoughtly-form.js", "br;q=0, gzip;q=0.5", "/widget/thoughtly-form.js.gz"),
        ("/widget/thoughtly-form.js", "br;q=1.0", "/widget/thoughtly-form.js.br"),
        ("/widget/thoughtly-form.js", "identity", "/widget/thoughtly-form.js"),
        ("/widget/thoughtly-form.js", "brotli-like, notgzip", "/widget/thoughtly-form.js"),
        ("/widget/thoughtly-form.js", None, "/widget/thoughtly-form.js"),
        ("/widget/validator-AB12CD34.wasm", "gzip, br", "/widget/validator-AB12CD34.wasm.br"),
        ("/picture.png", "gzip, br", "/picture.png"),
        ("/widget/thoughtly-form.js.br", "gzip, br", "/widget/thoughtly-form.js.br"),
        ("/", "gzip, br", "/"),
    ],
)
def test_pick_encoding(properties, uri, accept, sent):
    headers = {} if accept is None else {"accept-encoding": {"value": accept}}
    assert run(properties("PickEncoding")["FunctionCode"], {"uri": uri, "headers": headers})["uri"] == sent


def test_name_host_overwrites_what_a_visitor_claims(properties):
    headers = {"host": {"value": "forms.example.com"}, "x-viewer-host": {"value": "evil.example"}}
    out = run(properties("NameHost")["FunctionCode"], {"uri": "/contacts", "headers": headers})
    assert out["headers"]["x-viewer-host"] == {"value": "forms.example.com"}
