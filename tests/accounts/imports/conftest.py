"""A worker that starts at once on what a page asks for, an imported calendar, and a stand-in for Google."""

from dataclasses import asdict
from types import SimpleNamespace

import pytest
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter

from accounts import tasks
from accounts.imports import asking, looks
from calendar_imports.actions import add_import, refresh_import
from tests import google as google_server
from tests.accounts.imports.pages import day, gig
from tests.calendar_imports.conftest import server  # noqa: F401
from tests.calendar_imports.texts import calendar


@pytest.fixture
def imported(user):
    content = calendar(gig(3, "SUMMARY:Dentist"), gig(5, "STATUS:TENTATIVE"))
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind="file", name="Work", content=content, timezone="Europe/Berlin"
    )
    return refresh_import(imported.pk)


@pytest.fixture(autouse=True)
def worker(monkeypatch):
    """Asks servers and reads looks as soon as a page wants it; while it `is_late`, only when told to `work`."""
    asked = []
    do = {2: lambda user_id, look: tasks.read_look(user_id, asdict(look)), 3: tasks.ask_source}

    def take(*given):
        asked.append(given)
        if not worker.is_late:
            work()

    def work():
        while asked:
            given = asked.pop(0)
            do[len(given)](*given)

    monkeypatch.setattr(looks, "enqueue", take)
    monkeypatch.setattr(asking, "enqueue", take)
    worker = SimpleNamespace(is_late=False, asked=asked, work=work)
    return worker


@pytest.fixture
def google(settings, monkeypatch):
    with google_server.running(settings) as google:
        app = {"client_id": google_server.CLIENT_ID, "secret": google_server.CLIENT_SECRET}
        settings.SOCIALACCOUNT_PROVIDERS = {
            "google": {"APPS": [app], "SCOPE": ["profile", "email"], "OAUTH_PKCE_ENABLED": True}
        }
        monkeypatch.setattr(GoogleOAuth2Adapter, "access_token_url", settings.GOOGLE_TOKEN_URL)
        google.names = {"asa@example.org": "Åsa", "band@example.org": "Band"}
        google.busy = {"asa@example.org": [(f"{day(3).isoformat()}", f"{day(3, 22).isoformat()}")]}
        yield google
