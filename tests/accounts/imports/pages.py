"""Calendars to import, and what a person does on the pages that import them."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now

from tests.calendar_imports.texts import event

NEW = reverse("accounts:import_new")
LIST = reverse("accounts:imports")
ODD_ZONE = "DTSTART;TZID=Nowhere/Land:{:%Y%m%dT%H%M%S}"


def day(ahead: int, hour: int = 20) -> dt.datetime:
    return (now() + dt.timedelta(days=ahead)).replace(hour=hour, minute=0, second=0, microsecond=0)


def gig(ahead: int, *lines: str) -> str:
    return event(f"DTSTART:{day(ahead):%Y%m%dT%H%M%SZ}", *lines, uid=f"{ahead}@example.org")


def holiday(ahead: int, title: str) -> str:
    return event(f"DTSTART;VALUE=DATE:{day(ahead):%Y%m%d}", f"SUMMARY:{title}", uid=f"{ahead}@example.org")


def upload(content: bytes, name: str = "My_gigs.ics") -> dict:
    return {"kind": "file", "content": SimpleUploadedFile(name, content, content_type="text/calendar")}


def text_of(response) -> str:
    return response.content.decode()


def followed(client, path: str, data: dict):
    """The preview that a form leads to: one page while the server is asked, one while the calendar is read."""
    waiting = client.post(path, data, follow=True)
    return client.get(waiting.redirect_chain[-1][0])


def answers_of(response, **changes) -> dict:
    """What the form of a page would send as it stands, with these values changed."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields if name not in ("content", "secret")} | changes


def consent(client, google, path: str, data: dict) -> str:
    """Go to Google, say yes there, and come back; returns where that led."""
    asked = parse_qs(urlsplit(client.post(path, data).url).query)
    google.grants["code"] = asked["code_challenge"][0]
    callback = urlsplit(asked["redirect_uri"][0]).path
    return client.get(callback, {"code": "code", "state": asked["state"][0]}).url
