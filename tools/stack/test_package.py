"""Tests of the files that the SAM CLI uploads for a function, to a bucket on moto."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

from conftest import ROOT

BUILT = ROOT / "build/sam/template.yaml"  # by sam build, just before these tests
SAM = Path(sys.executable).with_name("sam")


def test_package(cloud, tmp_path):
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="artifacts")
    done = subprocess.run(
        [SAM, "package", "--template-file", BUILT, "--s3-bucket", "artifacts", "--output-template-file", tmp_path / "out"],
        cwd=tmp_path,
        env={**cloud.env, "SAM_CLI_TELEMETRY": "0"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    objects = s3.list_objects_v2(Bucket="artifacts")["Contents"]
    assert len(objects) == 2
    for o in objects:
        assert o["Size"] <= 5_000_000
        body = s3.get_object(Bucket="artifacts", Key=o["Key"])["Body"].read()
        with zipfile.ZipFile(io.BytesIO(body)) as z:
            (entry,) = z.infolist()
            assert entry.filename == "bootstrap"
            assert (entry.external_attr >> 16) & 0o111, "it can be run"
            binary = z.read(entry)
        assert binary[:4] == b"\x7fELF" and binary[18:20] == (183).to_bytes(2, "little"), "for arm64"
        for path in str(ROOT), str(Path.home() / "go"):
            assert path.encode() not in binary, "no path of this machine"
