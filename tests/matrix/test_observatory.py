"""Every page that anybody may open scores A+ in the MDN HTTP Observatory, where the site runs as in production."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.matrix.observatory import score
from tests.matrix.pages import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

A_PLUS = 120
ANSWERS_MACHINES = {"health", "metrics"}
"""Whoever watches the machine asks without the proxy, over plain HTTP."""
ON_THIS_MACHINE = {"notifications:mailbox", "notifications:mailbox_mail"}
"""The mailbox is closed in production."""
PUBLIC = {row for row, page in PAGES.items() if page.get and page.get.get("anonymous") == 200}
PUBLIC -= ANSWERS_MACHINES | ON_THIS_MACHINE
ORIGIN = "https://elsewhere.example"


@pytest.fixture
def production(settings):
    """What `SITE_URL=https://...` sets in `stageslot/settings.py`."""
    settings.SITE_URL, settings.LIVE_URL = "https://testserver", "https://testserver/live"
    settings.FILES_URL = "https://testserver/files"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def scored(path: str) -> tuple[int, dict]:
    preflight = {"origin": ORIGIN, "access-control-request-method": "GET"}
    answer = Client().get(path, secure=True)
    assert answer.status_code == 200, path
    return score(answer, Client().get(path), Client().options(path, headers=preflight, secure=True))


@pytest.mark.parametrize("row", sorted(PUBLIC))
def test_a_public_page_scores_a_plus(row, world, production):
    reached, points = scored(PAGES[row].path(row, world))
    assert reached >= A_PLUS, points


def test_the_score_falls_with_what_is_missing():
    worst = HttpResponse("<script src='//cdn.example/x.js'></script>", headers={"Content-Security-Policy": "img-src *"})
    worst.set_cookie("sessionid", "x")
    reached, points = score(worst, HttpResponse(), HttpResponse())
    assert reached < 0
    assert points["content-security-policy"] == points["redirection"] == points["x-frame-options"] == -20
    assert (points["cookies"], points["subresource-integrity"]) == (-40, -5)
