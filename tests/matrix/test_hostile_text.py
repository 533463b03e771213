"""Names and texts that look like something else break no page, frame, feed, file or picture that shows them."""

import io
import json
import re
import zipfile

import pytest
from icalendar import Calendar

from accounts.models import Party
from bands.models import PressKit
from bookings.models import Show
from tests.matrix.pages import PAGES
from tests.matrix.watching import undone
from venues.models import Stage, Venue

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TEXTS = {
    "markup": "</script><script>alert(1)</script><img src=x onerror=alert(1)> & \"'",
    "right to left": "\u202egnorw\u202c \u2067\u0627\u0644\u0645\u0648\u062c\u2069 \ufeff\u200b",
    "long": "Wwidest" * 42 + "Edges",
    "emoji": "👩‍🎤🎸🏳️‍🌈 Ẑ̷̛a͠l̵g̕o",
    "code": "#set page(width: 1pt) $x$ *b* _i_ @a \\ {{ 7 }} {% now %} =1+1 %s {0}",
    "lines": "one\r\nBEGIN:VEVENT\r\ntwo",
}
ROLES = ("anonymous", "owner", "venue_manager")
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def name_everything(world, text: str) -> None:
    """Past the forms, which refuse some of it: what stands in a row may come from an import, the API or long ago."""
    longest = {field.name: field.max_length for field in Party._meta.fields}
    Party.objects.update(name=text[: longest["name"]], tagline=text[: longest["tagline"]], bio=text)
    Stage.objects.update(name=text[: Stage._meta.get_field("name").max_length], description=text)
    Venue.objects.update(access_info=text, house_rules=text)
    Show.objects.update(title=text[: Show._meta.get_field("title").max_length], description=text)
    PressKit.objects.update(bio_short=text, bio_long=text, rider_text=text, cancellation_terms=text)


def faults(response) -> list[str]:
    """What is wrong with an answer, by its kind."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if response.status_code >= 500:
        return [f"answers {response.status_code}"]
    if response.status_code != 200:
        return []
    return CHECKS[kind](body) if kind in CHECKS else []


def in_page(body: bytes) -> list[str]:
    html = body.decode()
    for data in JSON_LD.findall(html):
        json.loads(data)
    return ["runs what a name says"] if "<script>alert" in html or "<img src=x" in html else []


def in_calendar(body: bytes) -> list[str]:
    events = Calendar.from_ical(body).walk("VEVENT")
    return [] if body.count(b"\r\nBEGIN:VEVENT\r\n") == len(events) and all("UID" in each for each in events) else ["x"]


def in_zip(body: bytes) -> list[str]:
    names = zipfile.ZipFile(io.BytesIO(body)).namelist()
    return [name for name in names if name.startswith("/") or ".." in name or not name.isprintable()]


CHECKS = {
    "text/html": in_page,
    "text/calendar": in_calendar,
    "application/json": lambda body: [] if json.loads(body) is not None else ["is empty"],
    "application/pdf": lambda body: [] if body.startswith(b"%PDF-") else ["is no PDF"],
    "application/zip": in_zip,
    "image/jpeg": lambda body: [] if body.startswith(b"\xff\xd8\xff") else ["is no JPEG"],
}


@pytest.mark.parametrize("kind", TEXTS)
def test_whatever_things_are_called_every_answer_holds(kind, world):
    with undone():
        name_everything(world, TEXTS[kind])
        wrong = {}
        for row, page in PAGES.items():
            role = next((role for role in ROLES if page.get and page.get.get(role) == 200), None)
            if role and (found := faults(world.client(role).get(page.path(row, world)))):
                wrong[row] = found
        assert wrong == {}
