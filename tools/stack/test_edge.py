"""CloudFront's own two functions, run by Node as CloudFront would."""

import json
import subprocess

import pytest


def run(code, request):
    script = code + f"\nprocess.stdout.write(JSON.stringify(handler({json.dumps({'request': request})})));"
    return json.loads(subprocess.run(["node", "-e", script], check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize(
    "uri, accept, sent",
    [
        ("/thoughtly-form.js", "gzip, deflate, br, zstd", "/thoughtly-form.js.br"),
        ("/thoughtly-form.js", "gzip, deflate", "/thoughtly-form.js.gz"),
        ("/thoughtly-form.js", "br;q=0, gzip;q=0.5", "/thoughtly-form.js.gz"),
        ("/thoughtly-form.js", "br;q=1.0", "/thoughtly-form.js.br"),
        ("/thoughtly-form.js", "identity", "/thoughtly-form.js"),
        ("/thoughtly-form.js", "brotli-like, notgzip", "/thoughtly-form.js"),
        ("/thoughtly-form.js", None, "/thoughtly-form.js"),
        ("/validator-AB12CD34.wasm", "gzip, br", "/validator-AB12CD34.wasm.br"),
        ("/picture.png", "gzip, br", "/picture.png"),
        ("/thoughtly-form.js.br", "gzip, br", "/thoughtly-form.js.br"),
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
