"""The whole way of an upload in an S3 store, against a server that speaks its API."""

import json
from urllib.parse import urlsplit

import environ
import pytest
import requests
from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer

from media.actions import drop, keep_picture, keep_sound, prepare, upkeep
from media.files import stores
from media.files.serving import serve
from media.files.storages import originals
from media.models import Picture
from tests.media.making import make_document, make_sound, picture_file, sound_file

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
PUBLIC = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::media/sounds/*"}


@pytest.fixture(scope="module")
def server():
    """The address of an S3 server of our own; what it holds goes with it."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture(autouse=True)
def store(server, settings, monkeypatch):
    """An installation that keeps its media there: the bucket, empty."""
    environment = {
        "MEDIA_S3_BUCKET": "media",
        "MEDIA_S3_ORIGINALS_BUCKET": "originals",
        "MEDIA_S3_ENDPOINT": server,
        "MEDIA_S3_REGION": "eu-central-1",
        "MEDIA_S3_KEY": "key",
        "MEDIA_S3_SECRET": "secret",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = settings.STORAGES | stores.stores(environ.Env())
    requests.post(f"{server}/moto-api/reset", timeout=30)
    for storage in (default_storage, originals()):
        storage.connection.create_bucket(
            Bucket=storage.bucket_name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
        )
    return default_storage.bucket


def names(bucket):
    return sorted(each.key for each in bucket.objects.all())


def test_an_upload_goes_its_whole_way_in_the_store(store, django_capture_on_commit_callbacks):
    kept = keep_picture(acting_user=None, file=picture_file(), alt="Pier")
    assert names(originals().bucket) == [f"originals/{kept.original}"]
    prepare(kind="pictures", pk=kept.pk)
    ready = Picture.objects.get()
    assert names(store) == sorted(each.name for each in ready.renditions)
    assert names(originals().bucket) == []
    with django_capture_on_commit_callbacks(execute=True):
        drop(acting_user=None, kept=ready)
    assert names(store) == []


def test_a_file_in_the_store_carries_the_headers_that_we_would_give_it(store):
    document = store.Object(make_document().renditions[0].name).get()
    assert (document["ContentType"], document["ContentDisposition"]) == ("application/pdf", "attachment")
    sound = store.Object(make_sound().rendition("opus").name).get()
    assert (sound["ContentType"], sound["ContentDisposition"]) == ("audio/ogg", "inline")
    assert sound["CacheControl"] == "public, max-age=31536000, immutable"


def test_pages_name_us_and_we_lead_to_a_signed_address_that_knows_parts(client):
    found = make_sound().rendition("m4a")
    assert found.url == f"/media/{found.name}"
    response = client.get(found.url)
    assert response.status_code == 302
    assert "X-Amz-Signature=" in response["Location"]
    assert response["Cache-Control"] == "private, max-age=60"
    part = requests.get(response["Location"], headers={"Range": "bytes=4-7"}, timeout=30)
    assert (part.status_code, part.content) == (206, b"ftyp")


def test_what_is_lent_comes_from_us_and_tells_no_address(rf):
    name = make_sound().rendition("m4a").name
    response = serve(rf.get("/", headers={"Range": "bytes=4-7"}), name, is_lent=True)
    assert (response.status_code, b"".join(response)) == (206, b"ftyp")
    assert name.rpartition("/")[0] not in str(response.headers)


def test_pages_name_a_public_bucket_where_there_is_one(server, settings, store):
    settings.MEDIA_URL = f"{server}/media/"
    sound = keep_sound(acting_user=None, file=sound_file(), title="Undertow")
    prepare(kind="sounds", pk=sound.pk)
    sound.refresh_from_db()
    address = sound.rendition("opus").url
    assert requests.get(address, timeout=30).status_code == 403
    store.Policy().put(Policy=json.dumps({"Statement": [PUBLIC]}))
    response = requests.get(address, timeout=30)
    assert (response.headers["Content-Type"], response.content[:4]) == ("audio/ogg", b"OggS")


def test_the_policy_of_pages_allows_the_store(client):
    address = urlsplit(client.get(make_sound().rendition("m4a").url)["Location"])
    assert f"{address.scheme}://{address.netloc}" in stores.origins(environ.Env())


def test_what_nobody_points_to_goes_from_the_store(store, monkeypatch):
    make_sound()
    kept = keep_picture(acting_user=None, file=picture_file(), alt="Pier")
    Picture.objects.filter(pk=kept.pk).delete()
    store.put_object(Key="pictures/stray/1.webp", Body=b"left by a crash")
    assert upkeep.sweep_files() == 0
    monkeypatch.setattr(upkeep, "OLD", -upkeep.OLD)
    assert upkeep.sweep_files() == 2
    assert {name.partition("/")[0] for name in names(store)} == {"sounds"}
