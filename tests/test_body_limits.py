"""How large a request each address takes, on every address of the site."""

import inspect
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import get_resolver, resolve, reverse
from django.urls.resolvers import URLResolver

from calendar_imports.fetching import client as calendars
from show_imports.lists import bounds as lists
from tests.factories import UserFactory
from web.body_limits import ASKS_LIMIT, LIMIT

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024
PLACES = {"slug": "some-band", "part": "tracks"}
SOME_ID = "00000000-0000-0000-0000-000000000000"


class Unread(BytesIO):
    """A body that nobody may read."""

    def read(self, *size):
        raise AssertionError("the body was read")

    readline = read


def views(resolver=None, namespace=""):
    """Name and function of every view of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, [namespace, pattern.namespace]))
            yield from views(pattern, inner)
        elif pattern.name:
            yield ":".join(filter(None, [namespace, pattern.name])), inspect.unwrap(pattern.callback)


def is_ours(path):
    return "site-packages" not in path


def reads_files(source):
    return re.search(r"\.FILES\b", source)


def address(name):
    """Some address of the view `name`; nothing need stand there."""
    [(_path, arguments)] = get_resolver_entry(name)
    return reverse(name, kwargs={each: PLACES.get(each, SOME_ID) for each in arguments})


def get_resolver_entry(name):
    namespace, _, view = name.partition(":")
    _prefix, resolver = get_resolver().namespace_dict[namespace]
    return resolver.reverse_dict.getlist(view)[0][0]


def send(client, path, size, **extra):
    """The head of a request that announces so many bytes; nothing may read them before it is refused."""
    return client.generic("POST", path, CONTENT_LENGTH=str(size), content_type="multipart/form-data; boundary=x",
                          **{"wsgi.input": Unread(), **extra})  # fmt: skip


def limit_of(client, path):
    """What the page server is told."""
    response = send(client, path, MEGABYTE + 1, **{ASKS_LIMIT: True})
    return response.wsgi_request.META.get(LIMIT, MEGABYTE)


def test_every_view_that_reads_files_is_in_the_table():
    ours = [(name, view) for name, view in views() if inspect.isfunction(view) and is_ours(inspect.getfile(view))]
    reading = {name: view for name, view in ours if reads_files(inspect.getsource(view))}
    apps_of_ours = [app.path for app in apps.get_app_configs() if is_ours(app.path)]
    sources = (path for app in apps_of_ours for path in Path(app).rglob("*.py"))

    assert set(reading) == set(settings.UPLOAD_BYTES_MAX)
    modules = {inspect.getsourcefile(view) for view in reading.values()}
    assert {str(path) for path in sources if reads_files(path.read_text())} == modules


def test_the_admin_takes_no_files():
    fields = (field for model in admin.site._registry for field in model._meta.get_fields())

    assert not [field for field in fields if isinstance(field, models.FileField)]


def test_limits_are_those_of_what_reads_the_files():
    assert settings.UPLOAD_BYTES_MAX["accounts:import_new"] == calendars.LARGEST
    assert settings.UPLOAD_BYTES_MAX["show_imports:show_import_new"] == lists.LARGEST


def test_each_address_takes_its_kind_of_file_and_of_an_anonymous_visitor_a_form(client):
    paths = {name: address(name) for name in settings.UPLOAD_BYTES_MAX}

    assert {limit_of(client, path) for path in paths.values()} == {MEGABYTE}
    client.force_login(UserFactory())
    assert {name: limit_of(client, path) - MEGABYTE for name, path in paths.items()} == settings.UPLOAD_BYTES_MAX


@pytest.mark.parametrize("path", ["/account/login/", "/", "/nowhere/", "/admin/login/", "/theme/"])
def test_anything_larger_than_a_form_is_refused_unread(client, path):
    for user in (None, UserFactory()):
        if user:
            client.force_login(user)
        response = send(client, path, MEGABYTE + 1)
        assert response.status_code == 413
        assert "You can send at most 1 MB here." in response.content.decode()
        assert "<html" in response.content.decode()


def test_refusals_say_what_to_do(client):
    path = address("accounts:photo_add")
    assert "Sign in to upload" in send(client, path, MEGABYTE + 1).content.decode()
    assert "<html" not in send(client, path, MEGABYTE + 1, HTTP_HX_REQUEST="true").content.decode()

    client.force_login(UserFactory(language="de"))
    large = send(client, path, settings.PHOTO_BYTES_MAX + MEGABYTE + 1)
    assert large.status_code == 413
    assert "höchstens 20 MB" in large.content.decode()


def test_the_api_refuses_with_a_problem(client):
    response = send(client, "/api/v1/me", MEGABYTE + 1)

    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["type"].endswith("/too-large")
    assert response.json()["detail"] == "You can send at most 1 MB here."


def test_file_within_its_limit_reaches_its_form(client):
    user = UserFactory()
    client.force_login(user)
    content = SimpleUploadedFile("calendar.ics", b"BEGIN:VCALENDAR\r\n" + b"X-A:" + b"a" * MEGABYTE)

    response = client.post("/calendar/imports/new/?kind=file", {"kind": "file", "content": content})

    assert response.status_code == 302
    assert resolve(response["Location"]).view_name == "accounts:import_draft"


def test_length_that_is_no_number_is_none(client):
    assert send(client, "/theme/", "many", **{"wsgi.input": BytesIO()}).status_code == 400
