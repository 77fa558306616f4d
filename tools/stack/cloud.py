"""Create the stack's resources of the transformed template on a moto server.

moto's CloudFormation does not support distributions, gateways, alarms and
secrets. The secret and the distribution are created through their services, as
the template defines them; the others are omitted. The event source mapping is
omitted too, since moto would run the function in Docker for each message.
"""

import copy
import io
import json
import os
import urllib.request
import zipfile

import boto3
from moto.server import ThreadedMotoServer

PLAIN = {
    "AWS::DynamoDB::Table",
    "AWS::IAM::Role",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
}
REGION = "us-east-1"


def replace(tree, what, value):
    """Return the tree with each occurrence of what replaced by value."""
    if tree == what:
        return value
    if isinstance(tree, dict):
        return {k: replace(v, what, value) for k, v in tree.items()}
    if isinstance(tree, list):
        return [replace(v, what, value) for v in tree]
    return tree


class Cloud:
    """One moto server with the stacks on it."""

    def __init__(self):
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.url = f"http://{host}:{port}"
        self.env = {
            **os.environ,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service):
        return boto3.client(
            service, endpoint_url=self.url, region_name=REGION, aws_access_key_id="none", aws_secret_access_key="none"
        )

    def deploy(self, name, template, parameters):
        """Deploy the resources that moto supports. Return the stack's outputs."""
        template = copy.deepcopy(template)
        resources = {n: r for n, r in template["Resources"].items() if r["Type"] in PLAIN}
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as z:
            z.writestr("bootstrap", "")
        s3 = self.client("s3")
        s3.create_bucket(Bucket="artifacts")
        for r in resources.values():
            if r.get("DeletionPolicy") == "RetainExceptOnCreate":  # newer than moto
                r["DeletionPolicy"] = "Retain"
            if r["Type"] == "AWS::Lambda::Function":
                s3.put_object(Bucket="artifacts", Key=r["Properties"]["Code"]["S3Key"], Body=archive.getvalue())
                # moto's function only has to exist: the tests run the real binary.
                r["Properties"]["Environment"]["Variables"].pop("ORIGIN_SECRET", None)
        secret = self.client("secretsmanager").create_secret(Name=name)["ARN"]
        distribution = self.make_distribution(name)
        template["Resources"] = resources
        outputs = template["Outputs"]
        for o, value in {
            "DistributionId": distribution["Id"],
            "DistributionDomain": distribution["DomainName"],
            "Address": "https://" + distribution["DomainName"],
            "EmbedSnippet": outputs["EmbedSnippet"]["Value"]["Fn::Sub"][0],
        }.items():
            outputs[o]["Value"] = value.replace("${Host}", distribution["DomainName"])
        del outputs["DashboardUrl"], template["Rules"], template["Metadata"]
        template = replace(template, {"Ref": "Credentials"}, secret)
        for function in "Intake", "Delivery":  # moto makes no alias
            template = replace(template, {"Ref": function + "Aliaslive"}, {"Ref": function})
        cloudformation = self.client("cloudformation")
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=json.dumps(template),
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
        (stack,) = cloudformation.describe_stacks(StackName=name)["Stacks"]
        return {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}

    def make_distribution(self, name):
        origin = {"Id": "a", "DomainName": "a.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
        config = {
            "CallerReference": name,
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": "a", "ViewerProtocolPolicy": "https-only"},
        }
        return self.client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]

    def has_stack(self, name):
        """Return whether a stack exists."""
        return name in [s["StackName"] for s in self.client("cloudformation").describe_stacks()["Stacks"]]

    def reset(self):
        urllib.request.urlopen(urllib.request.Request(self.url + "/moto-api/reset", method="POST")).close()

    def stop(self):
        self.server.stop()
