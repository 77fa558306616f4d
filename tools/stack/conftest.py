"""Fixtures: the template as the SAM CLI reads it, and as CloudFormation gets it.

No fixture sends a request to AWS. The SAM translator runs on this machine, with
the parameters of a deployment.
"""

import http.server
import socket
import threading
from pathlib import Path

import pytest
from alarms import transformed
from cloud import Cloud
from samcli.yamlhelper import yaml_parse

ROOT = Path(__file__).resolve().parents[2]

ORIGINS = "https://www.example.com,https://shop.example.com"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Handler(http.server.BaseHTTPRequestHandler):
    """A request handler that logs no requests."""

    def log_message(self, *args):
        pass


def serve(handler):
    """Serve with a class of handlers on a free port; return the server and its URL."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def sqs_event(message):
    """Return the event with which Lambda passes on a received SQS message."""
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "awsRegion": "us-east-1",
    }
    return {"Records": [record]}


@pytest.fixture(scope="session")
def source():
    """template.yaml, parsed."""
    return yaml_parse((ROOT / "template.yaml").read_text())


@pytest.fixture(scope="session")
def template():
    """Return template.yaml after the transform, with URIs as if the functions' code was uploaded."""
    return transformed({"AllowedOrigins": ORIGINS})


@pytest.fixture(scope="session")
def resources(template):
    return template["Resources"]


@pytest.fixture(scope="session")
def properties(resources):
    """Return a resource's properties by its logical id."""
    return lambda name: resources[name]["Properties"]


@pytest.fixture(scope="session")
def server():
    c = Cloud()
    yield c
    c.stop()


@pytest.fixture
def cloud(server):
    """An empty moto server."""
    server.reset()
    return server
