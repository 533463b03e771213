"""What the environment says becomes stores and origins."""

import subprocess
import sys

import environ
import pytest

from media.files import stores


def ask(monkeypatch, **variables):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return environ.Env()


def test_without_a_word_files_lie_on_this_machine(monkeypatch):
    env = ask(monkeypatch)
    assert stores.stores(env)["default"]["BACKEND"].endswith("FileSystemStorage")
    assert stores.origins(env) == []


def test_without_a_store_elsewhere_boto3_is_not_loaded():
    """Page server and worker would each take 10 MB more."""
    code = "import sys, media.files.serving, media.files.store; print('boto3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"MEDIA_PUBLIC_URL": "https://cdn.example.org/media"}, ["https://cdn.example.org"]),
        (
            {"MEDIA_S3_BUCKET": "media", "MEDIA_S3_REGION": "eu-central-1"},
            ["https://s3.eu-central-1.amazonaws.com", "https://media.s3.eu-central-1.amazonaws.com"],
        ),
        (
            {"MEDIA_S3_BUCKET": "media", "MEDIA_S3_ENDPOINT": "http://store.example:9000"},
            ["http://store.example:9000", "http://media.store.example:9000"],
        ),
    ],
    ids=["cdn", "aws", "own"],
)
def test_pages_may_load_from_where_files_lie(variables, expected, monkeypatch):
    assert stores.origins(ask(monkeypatch, **variables)) == expected


def test_originals_may_have_a_bucket_of_their_own(monkeypatch):
    env = ask(monkeypatch, MEDIA_S3_BUCKET="media", MEDIA_S3_ORIGINALS_BUCKET="private")
    found = stores.stores(env)
    assert found["default"]["OPTIONS"]["bucket_name"] == "media"
    assert (found["originals"]["OPTIONS"]["bucket_name"], found["originals"]["OPTIONS"]["location"]) == (
        "private",
        "originals",
    )
