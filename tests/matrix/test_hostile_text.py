"""Names and texts that look like something else break no page, frame, feed, file or picture that shows them."""

import csv
import email
import io
import json
import random
import re
import unicodedata
import zipfile
from email import policy
from html import escape
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from accounts.models import Party, User
from availability.calendar_files import ical
from availability.models import CalendarEntry
from bands.models import Musician, PressKit
from bookings.models import Show
from discovery.models import SavedSearch, SearchKind
from notifications.emails import make_mail
from notifications.models import Notification
from tests.bookings.scenes import a_house, an_open_show
from tests.matrix.hostile import IN_FULL
from tests.matrix.isolation import turned_around
from tests.matrix.pages import PAGES, Page
from tests.matrix.watching import undone
from tests.wording import misworded, misworded_page
from venues.models import Stage, Venue
from web.spreadsheets import RUNS_IN_SPREADSHEETS
from web.texts import clean_line

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TEXTS = {
    "markup": "</script><script>alert(1)</script><img src=x> & \"'",
    "right to left": "\u202egnorw\u202c \u2067\u0627\u0644\u0645\u0648\u062c\u2069 \ufeff\u200b",
    "long": "Wwidest" * 42 + "Edges",
    "emoji": "👩‍🎤🎸🏳️‍🌈 Ẑ̷̛a͠l̵g̕o",
    "code": "#set page(width: 1pt) $x$ *b* _i_ @a \\ {{ 7 }} {% now %} =1+1 %s {0}",
    "turning": "Zed \u202egnorw",
    "lines": "a\r\nBEGIN:VEVENT\r\nb",
}
ROLES = ("anonymous", "owner", "venue_manager")
LANGUAGES = ("de", "en") if IN_FULL else ("de",)
"""Pages. The access matrix draws them in English."""
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def name_everything(world, text: str) -> None:
    """Past the forms, which refuse some of it: what stands in a row may come from an import, the API or long ago."""
    longest = {field.name: field.max_length for field in Party._meta.fields}
    Party.objects.update(name=text[: longest["name"]], tagline=text[: longest["tagline"]], bio=text)
    Stage.objects.update(name=text[: Stage._meta.get_field("name").max_length], description=text)
    Venue.objects.update(access_info=text, house_rules=text)
    Show.objects.update(title=text[: Show._meta.get_field("title").max_length], description=text)
    PressKit.objects.update(bio_short=text, bio_long=text, rider_text=text, cancellation_terms=text)
    User.objects.update(name=text[: User._meta.get_field("name").max_length])
    Musician.objects.update(instruments=text[: Musician._meta.get_field("instruments").max_length])
    SavedSearch.objects.update(name=text[: SavedSearch._meta.get_field("name").max_length])


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
    runs = ["runs what a name says"] if "<script>alert" in html or "<img src=x" in html else []
    return runs + turned_around(html, TEXTS["turning"])


def in_calendar(body: bytes) -> list[str]:
    events = Calendar.from_ical(body).walk("VEVENT")
    return [] if body.count(b"\r\nBEGIN:VEVENT\r\n") == len(events) and all("UID" in each for each in events) else ["x"]


def in_zip(body: bytes) -> list[str]:
    names = zipfile.ZipFile(io.BytesIO(body)).namelist()
    return [name for name in names if name.startswith("/") or ".." in name or not name.isprintable()]


def in_table(body: bytes) -> list[str]:
    """As spreadsheets read it: all lines alike, and no cell that one of them would run."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    uneven = [f"a line of {len(row)} cells" for row in rows if len(row) != len(rows[0])]
    return uneven + [cell for row in rows for cell in row if cell.startswith(RUNS_IN_SPREADSHEETS)]


def in_xml(body: bytes) -> list[str]:
    root = ElementTree.fromstring(body)  # noqa: S314  our own words
    return [] if len(root) else ["lists nothing"]


CHECKS = {
    "text/html": in_page,
    "text/csv": in_table,
    "application/xml": in_xml,
    "text/calendar": in_calendar,
    "application/json": lambda body: [] if json.loads(body) is not None else ["is empty"],
    "application/pdf": lambda body: [] if body.startswith(b"%PDF-") else ["is no PDF"],
    "application/zip": in_zip,
    "image/jpeg": lambda body: [] if body.startswith(b"\xff\xd8\xff") else ["is no JPEG"],
}


NAMES = [("markup", "lines", "right to left", "emoji"), ("code", "turning"), ("long",)]
"""Several kinds in one name, as far as they fit. What turns stands last, since what stands behind it must not be turned
around."""
MAILED_NAMES = [("markup", "lines"), ("right to left", "emoji"), ("code", "turning"), ("long",)]
"""A subject has room for less."""


def draws() -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """For each name the pages to draw, and by whom. Each page once, with another name in another run, since to draw
    them is what takes long; with each name where HOSTILE=all (`bin/chaos hostile`)."""
    rows = [(row, role) for row, page in PAGES.items() if (role := _who_sees(page))]
    random.shuffle(rows)
    return {name: rows if IN_FULL else rows[place :: len(NAMES)] for place, name in enumerate(NAMES)}


def _who_sees(page: Page) -> str | None:
    return next((role for role in ROLES if page.get and page.get.get(role) == 200), None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_things_are_called_every_answer_holds(language, world):
    wrong = {}
    for kinds, rows in draws().items():
        with undone():
            name_everything(world, " ".join(TEXTS[kind] for kind in kinds))
            User.objects.update(language=language)
            for row, role in rows:
                path = PAGES[row].path(row, world)
                response = world.client(role).get(path, headers={"accept-language": language})
                if found := faults(response) + misworded_page(response, language):
                    wrong[kinds, row] = found
    assert wrong == {}


HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
    "List-Unsubscribe", "List-Unsubscribe-Post",
}  # fmt: skip
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Marks by which a name could turn around what stands behind it."""


def faults_of_mail(notification: Notification, language: str) -> list[str]:
    """What is wrong with the mail about it, as a mail program reads it from the wire."""
    notification.user.language = language
    mail = make_mail(notification, notification.user.email)
    if mail is None:
        return []
    read = email.message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    found = [f"header {name}" for name in read if name not in HEADERS]
    subject = read["Subject"]
    found += [f"subject has {letter!r}" for letter in subject if unicodedata.category(letter) == "Cc"]
    found += [f"subject turns {letter!r}" for letter in subject if unicodedata.bidirectional(letter) in TURNING]
    text, html = (read.get_body((kind,)).get_content() for kind in ("plain", "html"))
    found += misworded([subject, *text.splitlines()], language)
    found += [line for line in text.splitlines() if turned_around(escape(line), TEXTS["turning"])]
    found += turned_around(html, TEXTS["turning"])
    found += ["runs what a name says"] if "<script>alert" in html or "<img src=x" in html else []
    return found + [f"is broken: {each!r}" for part in read.walk() for each in part.defects]


@pytest.mark.parametrize("kinds", MAILED_NAMES, ids=str)
def test_whatever_things_are_called_every_mail_holds(kinds, world):
    with undone():
        name_everything(world, " ".join(TEXTS[kind] for kind in kinds))
        search = SavedSearch.objects.get()
        party = Party.objects.get(slug=world.ids["band"])
        Notification.objects.create(
            user=search.user,
            kind=f"discovery.new_{SearchKind.ACTS}",
            path="/searches/",
            data={"search": str(search.pk), "found": [str(party.pk)], "count": 1},
        )
        told = list(Notification.objects.select_related("user"))
        assert len({each.kind for each in told}) >= 10
        for language in ("en", "de"):
            assert {each.kind: found for each in told if (found := faults_of_mail(each, language))} == {}


@pytest.mark.parametrize("kind", TEXTS)
def test_whatever_things_are_called_an_invitation_to_a_calendar_holds(kind):
    """iTIP messages and feeds are made of the texts that entries keep: one event, in lines of at most 75 bytes."""
    house = a_house(name=TEXTS[kind][:100])
    an_open_show(house, title=TEXTS[kind][:100])
    entry = CalendarEntry.objects.get(calendar=house.stage.calendar_id)
    event = ical.event_of(entry, "en")
    message = ical.message(event, method="REQUEST", organizer="us@example.org", attendee="you@example.org")
    read = Calendar.from_ical(message)
    assert (read["METHOD"], len(read.walk("VEVENT"))) == ("REQUEST", 1)
    lines = message.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert not any("\n" in line or "\r" in line for line in lines)
    kept = clean_line("title", TEXTS[kind][:100], longest=100)  # without what turns it around
    assert kept[:20] in " ".join(str(read.walk("VEVENT")[0]["SUMMARY"]).split())
