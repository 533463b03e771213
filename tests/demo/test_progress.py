"""The line that says how far the demo world is."""

import pytest
from django.utils.timezone import now, timedelta

from demo.world import progress
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LINE = "Creating the demo world: 40%"


@pytest.fixture
def building(settings):
    settings.HAS_DEMO = True
    progress.report(40)


@pytest.mark.parametrize("path", ["/", "/account/login/", "/demo/progress/"])
def test_pages_tell_the_progress_and_ask_again(client, building, path):
    html = client.get(path).content.decode()

    assert LINE in " ".join(html.split())
    assert 'hx-get="/demo/progress/"' in html
    assert 'hx-trigger="every 2s"' in html


def test_who_signed_in_meanwhile_reads_it_on_their_page(client, building):
    client.force_login(UserFactory())

    assert LINE in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/", "/account/login/", "/demo/progress/"])
def test_line_vanishes_when_the_world_is_complete(client, building, path):
    progress.clear()

    assert "demo-progress" not in client.get(path).content.decode()
    assert client.get("/demo/progress/").content.strip() == b""


def test_a_build_that_died_is_told_without_asking_again(client, building, time_machine):
    time_machine.move_to(now() + timedelta(seconds=progress.SILENT_SECONDS + 1))

    html = client.get("/").content.decode()

    assert "isn’t complete" in html
    assert "hx-get" not in client.get("/demo/progress/").content.decode()


def test_line_says_it_in_german(client, building):
    html = client.get("/", headers={"Accept-Language": "de"}).content.decode()

    assert "Die Demowelt entsteht: 40\u00a0%" in html


def test_site_without_a_demo_says_nothing(client, building, settings):
    settings.HAS_DEMO = False

    assert "demo-progress" not in client.get("/").content.decode()


def test_site_without_valkey_says_nothing(building, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert progress.current() is None
    progress.report(50)
    progress.clear()


def test_line_takes_no_query(client, building, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/demo/progress/")
