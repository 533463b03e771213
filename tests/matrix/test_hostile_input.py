"""Whatever is sent to a page, it answers with less than 500, and what it refuses leaves nothing behind."""

import functools
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts import tasks
from accounts.imports import looks
from tests.matrix.pages import PAGES
from tests.matrix.uploads import ICS, SVG, bomb, packed_file, picture, spreadsheet
from tests.matrix.watching import contents, undone
from tests.matrix.world import World

IN_FULL = os.environ.get("HOSTILE") == "all"
pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOSTILE = (
    " ",
    "a\0b",
    "x" * 10_000,
    "-1",
    "9" * 30,
    "1e400",
    "NaN",
    "0000-01",
    "9999-99",
    "0001-01-01",
    "9999-12-31",
    "24:00",
    "00000000-0000-0000-0000-000000000000",
    "\u202e\ufeff💥' --{{ 7 }}<script>٣",
)
SHARP = ("\0", "9999-12-31")
"""What is sent in one place only, the rest being right: one of the two in each place, both where HOSTILE=all
(`bin/chaos hostile`)."""
ENCODED = (*(quote(text) for text in HOSTILE), "%ED%A0%80", "%FF%FE", "%", "%zz")
"""As they stand in an address: lone surrogates and bytes that are no UTF-8 cannot be written otherwise."""

READS = {
    "discovery:open_nights": "q first last band genre city city-id near radius_km role fee_min currency capacity_min "
    "draw rating_min sort only_fitting cursor",
    "discovery:acts": "q night any_night city city-id near radius_km genre fee_min fee_max currency from_time to_time "
    "draw_min rating_min size_min size_max has_pa covers_place with_silent sort cursor",
    "discovery:venues": "q night near genre capacity_min rating_min sort cursor",
    "discovery:search_new": "q night near genre fee_max radius_km sort",
    "discovery:city": "week genre",
    "discovery:sitemap_section": "p",
    "discovery:act": "month view from",
    "discovery:venue": "month view from stage",
    "messaging:threads": "q folder before",
    "messaging:thread": "at from reply",
    "messaging:thread_part": "at from",
    "messaging:thread_files": "message",
    "bookings:public_calendar": "month view from stage",
    "bookings:calendar_embed": "month view from stage theme accent lang",
    "bookings:embed_accent": "colour",
    "bookings:embed_code": "view theme accent language stage",
    "bookings:act_ics": "stage lang",
    "bookings:act_json": "from to stage",
    "bookings:venue_ics": "stage lang",
    "bookings:venue_json": "from to stage",
    "bookings:public_saturdays": "stage",
    "holds:desk": "from view stage state q",
    "holds:desk_csv": "from view stage state q",
    "holds:desk_ics": "from view stage state q",
    "holds:desk_views": "from view stage state q",
    "holds:hold_new": "night stage act",
    "holds:holds": "scope",
    "bookings:shows": "scope",
    "show_imports:show_import": "only page",
    "bookings:bills": "scope",
    "bookings:bill_new": "owner",
    "bookings:show_new": "night stage",
    "bookings:spot_apply": "act",
    "bookings:spot_invite": "q act",
    "bookings:spot_link": "act",
    "bookings:request_new": "night host",
    "messaging:enquiry_new": "night",
    "messaging:threads": "folder q",
    "accounts:calendar": "month",
    "bands:ask_new": "month nights title",
    "accounts:plan_events": "start end",
    "accounts:import_new": "kind",
    "accounts:rule_new": "starts ends",
    "accounts:rule_edit": "on scope starts ends",
    "accounts:rule_end": "on scope",
    "bands:shared": "lang theme",
    "bands:shared_embed": "lang theme",
    "bands:shared_ics": "lang",
    "bands:shared_pdf": "lang",
    "catalogue:city_options": "q",
    "notifications:inbox": "page",
    "notifications:mailbox": "to",
}
"""What each page reads of its address."""
EVERYTHING = sorted({name for names in READS.values() for name in names.split()} | {"next", "party", "token", "lang"})
UNREAD = "&".join(f"{name}=%00" for name in EVERYTHING)
"""What no other page reads: `test_who_may_look` sends it to each of them."""

VENUES = {"address": "Pier 1", "postal_code": "20457", "latitude": "53.5", "longitude": "9.9"}
RULE_PARTS = {
    "repeats": "weekly", "every": "2", "weekdays": "1", "nth": "2", "weekday": "3", "month_day": "-1",
    "last": "2028-05-02", "rrule": "FREQ=DAILY", "ends": "until", "until": "2028-07-01", "count": "5",
    "leave_out": "2028-06-05", "note": "Loud",
}  # fmt: skip
MORE = {
    "web:theme": {"next": "/"},
    "accounts:acting": {"next": "/"},
    "accounts:calendar_paint": {"month": "2028-05"},
    "accounts:time_say": {"is_weekly": "on", "until": "2028-06-01", "month": "2028-05"},
    "accounts:rule_new": RULE_PARTS,
    "accounts:rule_new_preview": RULE_PARTS,
    "accounts:rule_edit": RULE_PARTS,
    "accounts:rule_edit_preview": RULE_PARTS,
    "accounts:known_set": {"month": "2028-05"},
    "accounts:import_new": {"username": "me", "secret": "pass"},
    "accounts:import_edit": {"secret": "pass"},
    "accounts:photo_add": {"alt": "On a pier", "credit": "M. Krause"},
    "bands:band_new": {"city": "Hamburg, Germany", "timezone": "UTC", "genres": "Punk", "instrument": "Bass"},
    "bands:band_edit": {
        "tagline": "Loud", "bio": "Long", "city": "Hamburg, Germany", "genres": "Punk",
        "links": "Us https://example.org", "fee_min": "100", "fee_max": "200", "fee_currency": "EUR",
        "draw": "80", "travel_radius_km": "300", "quorum": "2", "minimum_minutes": "90",
        "essential_instruments": "Bass",
    },
    "bands:shares": {"nights": [], "embed_origins": "https://example.org"},
    "bands:press_publish": {"seen": "2026-01-01T00:00:00+00:00"},
    "bands:press_texts": {"hero": "", "bio_long": "Slow.\n\nLoud.", "cancellation_terms": "Half.", "seen": "x=0"},
    "bands:press_part": {"url": "https://example.org", "said_on": "2026-05-01"},
    "bands:press_piece": {"url": "https://example.org", "said_on": "2026-05-01", "seen": "x=0"},
    "bands:press_plot": {"items-0-DELETE": "", "seen": "x=0"},
    "bands:press_inputs": {"lines-0-stand": "tall", "lines-0-notes": "Loud", "lines-0-DELETE": ""},
    "bands:press_links": {"shows_unlisted": "on"},
    "accounts:agency_new": {"city": "Hamburg, Germany", "timezone": "UTC"},
    "accounts:agency_edit": {"city": "Hamburg, Germany"},
    "venues:venue_new": {"city": "Hamburg, Germany", "address": "Pier 1"},
    "venues:venue_edit": VENUES | {"access_info": "A lift", "load_in_info": "Gate 3", "house_rules": "No glitter"},
    "venues:stage_new": {"capacity": "200"},
    "venues:stage_edit": {
        "capacity": "200", "width": "6.5", "depth": "4", "height": "2.85", "description": "Low", "backline": "A kit",
        "pa": "Four tops", "lights": "PARs",
    },
    "venues:stage_photo_add": {"credit": "M. Krause"},
    "bookings:show_tickets": {
        "ticket_url": "https://example.org", "lowest": "12.50", "highest": "15", "currency": "EUR",
        "on_sale": "2027-01-10T10:00",
    },
    "bookings:poster_add": {"credit": "M. Krause"},
    "bookings:show_new": {
        "load_in": "17:00", "doors": "20:00", "curfew": "01:00", "out": "02:00", "announce_on": "2028-08-01",
        "ticket_url": "https://example.org", "description": "Loud", "spots-0-starts": "21:00", "spots-0-ends": "22:00",
        "spots-0-fee": "100", "publish": "yes",
    },
    "bookings:show_move": {
        "load_in": "17:00", "doors": "19:00", "curfew": "00:30", "out": "01:00", "set_0_starts": "21:00",
        "set_0_ends": "22:00", "answer_on": "2028-05-01", "message": "Football",
    },
    "bookings:move_answer": {"message": "Fine"},
    "bookings:spot_waitlist": {"waits": "no"},
    "bookings:spot_invite": {"fee": "400", "fee_currency": "EUR", "days": "5"},
    "bookings:spot_link_new": {"act": "the-anchors", "fee": "400"},
    "bookings:booking_counter": {
        "percent": "70", "tiers": "30: 25 %", "days": "3", "lineup": "", "deduction_1_label": "Tax",
        "deduction_1_value": "7", "deduction_1_how": "included", "cap": "900", "costs_cap": "10", "costs_first": "on",
    },
    "bookings:booking_place": {"city": "Hamburg, Germany"},
    "bookings:bill_new": {
        "load_in": "17:00", "doors": "20:00", "curfew": "01:00", "out": "02:00", "announce_on": "2028-08-01",
        "city": "Hamburg, Germany", "title": "Us", "publish": "yes",
    },
    "bookings:bill_spots_add": {"draw_wanted": "50", "genres": "Punk", "fee": "100"},
    "bookings:request_new": {"city": "Hamburg, Germany", "fee": "400", "message": "Please come"},
    "messaging:enquiry_new": {"night": "2028-05-06", "speaker": "", "your_name": "Me"},
    "holds:hold_new": {
        "night_2": "2028-09-10", "title": "Tour stop", "act": "The Anchors", "starts": "21:00", "ends": "23:00",
        "fee": "400", "note": "Loud",
    },
    "holds:hold_change": {"note": "Loud"},
    "holds:hold_rank": {"back": "night"},
    "show_imports:show_import_columns": {
        "column_ends": "", "column_venue": "Venue", "column_city": "Town", "column_region": "", "column_country": "",
        "column_title": "", "column_number": "", "date_order": "day", "country": "DE",
    },
    "show_imports:show_import_start": {"version": "1"},
    "notifications:preferences": {"by_email": "bookings.applied", "in_app": "bookings.applied"},
    "departures:account_delete": {"email": "me"},
    "accounts:join": {"name": "Me", "may_be_booked": "on"},
}  # fmt: skip
"""What else the forms take, beside what the table of pages sends."""


def of(row: str) -> str:
    return row.partition(",")[0]


def whoever_may(answers: dict) -> str:
    """Who gets furthest: signed in and not refused, if anybody."""
    return next((role for role, answer in reversed(answers.items()) if answer in (200, 302)), "staff")


def _in_one_place(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What is sent in which place. A single place gets all that is hostile anyway."""
    names = list(names)
    for place, name in enumerate(names if len(names) > 1 else ()):
        for text in SHARP if IN_FULL else (SHARP[place % len(SHARP)],):
            yield name, text


def _everywhere(row: str, names: Iterable[str], texts: tuple[str, ...]) -> list[dict[str, str]]:
    """What is sent in all places at once. Where HOSTILE=all (`bin/chaos hostile`), each text in each place; else each
    text in some place of the row, and different ones side by side: a form reads its fields one by one."""
    names, texts = list(names), list(texts)
    if IN_FULL or len(names) < 2:
        return [dict.fromkeys(names, text) for text in texts]
    first = zlib.crc32(row.encode())
    return [
        {name: texts[(first + sent + place) % len(texts)] for place, name in enumerate(names)}
        for sent in range(0, len(texts), len(names))
    ]


@pytest.mark.parametrize("places", [2, 3, 5, 13, 14, 15, 40])
def test_each_text_is_sent_in_some_place_and_each_place_gets_its_share(places, monkeypatch):
    monkeypatch.setitem(globals(), "IN_FULL", False)
    sent = _everywhere("row", map(str, range(places)), HOSTILE)
    assert {text for form in sent for text in form.values()} == set(HOSTILE)
    for place in map(str, range(places)):
        assert len({form[place] for form in sent}) == -(-len(HOSTILE) // places)


def sent_by(row: str, role: str, world: World) -> dict:
    return {"message": "Hello"} | PAGES[row].sent(world, role) | MORE.get(of(row), {})


@pytest.mark.parametrize("row", sorted(row for row, page in PAGES.items() if of(row) in READS and row in READS))
def test_a_page_bears_whatever_stands_in_its_address(row, world):
    page = PAGES[row]
    client, path = world.client(whoever_may(page.get)), page.path(row, world)
    names = READS[row].split()
    queries = ["&".join(f"{name}={text}" for name, text in sent.items()) for sent in _everywhere(row, names, ENCODED)]
    queries += [f"{name}={quote(text)}" for name, text in _in_one_place(names)]
    assert not [query[:80] for query in queries if client.get(f"{path}?{query}").status_code >= 500]


@pytest.mark.parametrize(
    "row", sorted(row for row, page in PAGES.items() if page.get and row not in READS and of(row) in READS)
)
def test_other_rows_of_such_a_page_bear_it_too(row, world):
    page = PAGES[row]
    client, path = world.client(whoever_may(page.get)), page.path(row, world)
    assert client.get(f"{path}?{UNREAD}").status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "/join/{}/",
        "/unsubscribe/{}/",
        "/calendar/nudge/{}/",
        "/feeds/{}.ics",
        "/acts/{}/",
        "/venues/{}/desk/",
        "/bands/{}/",
        "/answers/{}/",
        "/availability/{}/",
        "/availability/{}.ics",
        "/availability/{}.pdf",
        "/shows/{}/",
        "/bookings/{}/",
        "/come/{}/",
        "/holds/{}/",
        "/parties/{}/calendar/",
        "/dev/mail/{}/",
        "/api/v1/problems/{}",
        "/{}",
    ],
)
def test_an_address_that_leads_nowhere_says_so(path, world):
    client = world.client("staff")
    texts = [text for text in (*ENCODED, "a" * 81, "%C3%BC", "..%2F..", "0") if text.strip("%20") not in ("", "%")]
    odd = {text[:80]: client.get(path.format(text)).status_code for text in texts}
    assert {text: status for text, status in odd.items() if not 300 <= status < 500} == {}


@pytest.mark.parametrize("row", sorted(row for row, page in PAGES.items() if page.post and row == of(row)))
def test_a_form_bears_whatever_is_typed(row, world, undrawn_refusals):
    role = whoever_may(PAGES[row].post)
    good = sent_by(row, role, world)
    tries = [*_everywhere(row, good, HOSTILE if len(good) > 1 else HOSTILE[::4]), {}]
    if not _is_a_preview(row):
        tries += [good | {name: text} for name, text in _in_one_place(good)]
    _post_all(world, row, role, tries)


def _is_a_preview(row: str) -> bool:
    """Whether another row sends the same fields to the same form, and saves them."""
    return not IN_FULL and row.removesuffix("_preview") in PAGES.keys() - {row}


def _post_all(world: World, row: str, role: str, tries: list[dict]) -> None:
    path, before = PAGES[row].path(row, world), contents()
    for sent in tries:
        with undone():
            status = world.client(role).post(path, sent).status_code
            assert status < 500, {name: str(text)[:60] for name, text in sent.items()}
            if status >= 400:
                assert contents() == before, sent


FILES = {
    "nothing": lambda: b"",
    "text": lambda: b"not a picture",
    "svg": lambda: SVG,
    "html in a jpeg": lambda: b"\xff\xd8\xff\xe0<script>",
    "cut off": lambda: picture()[:20],
    "bomb": bomb,
    "a line": lambda: picture(2000, 1),
    "too many bytes": lambda: picture() + b"\0" * 21_000_000,
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_fitting_photo_is_refused_at_its_field(kind, world):
    path, before = reverse("accounts:photo_add", args=[world.ids["band"]]), contents()
    file = SimpleUploadedFile("../../photo.png", FILES[kind](), content_type="image/png")
    response = world.client("owner").post(path, {"file": file, "alt": "On a pier"})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"file"}
    assert contents() == before


def test_a_good_photo_is_taken(world):
    path = reverse("accounts:photo_add", args=[world.ids["band"]])
    file = SimpleUploadedFile("photo.png", picture(), content_type="image/png")
    assert world.client("owner").post(path, {"file": file, "alt": "On a pier"}).status_code == 302


CALENDARS = FILES | {
    "an event without an end": lambda: ICS[:-17],
    "utf-16": lambda: ICS.decode().encode("utf-16")[:-3],
    "deep": lambda: b"BEGIN:VCALENDAR\n" * 100_000,
    "one long line": lambda: b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART" + b";A=B" * 500_000,
    "every second": lambda: ICS.replace(b"DURATION", b"RRULE:FREQ=SECONDLY\r\nDURATION"),
    "no step": lambda: ICS.replace(b"DURATION", b"RRULE:FREQ=DAILY;INTERVAL=0\r\nDURATION"),
    "before time began": lambda: ICS.replace(b"2028", b"0000"),
}


@pytest.mark.parametrize("kind", CALENDARS)
def test_a_file_that_is_no_calendar_is_refused_at_its_field(kind, world, monkeypatch):
    """By the page that sends it, or by the one that waits for the worker, which here reads at once."""
    monkeypatch.setattr(looks, "enqueue", lambda user_id, asked: tasks.read_look(user_id, asdict(asked)))
    path, before = reverse("accounts:import_new"), contents()
    file = SimpleUploadedFile("../../calendar\u202e.ics", CALENDARS[kind](), content_type="text/calendar")
    response = world.client("owner").post(path, {"kind": "file", "content": file}, follow=True)
    if kind == "too many bytes":
        assert response.status_code == 413
    else:
        assert response.status_code == 422
        assert response.context["form"].errors.keys() == {"content"}
    assert contents() == before


LISTS = {
    "nothing": lambda: b"",
    "a picture": picture,
    "headings alone": lambda: b"Date,Venue\n",
    "not headings": lambda: b"2019-05-04,Cellar\n2019-05-05,Cellar\n",
    "nul": lambda: b"Date,Venue\n2019-05-04,Cel\0lar\n",
    "utf-16 cut off": lambda: "Date,Venue\n2019-05-04,Cellar\n".encode("utf-16")[:-1],
    "old excel": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 500,
    "a cell of a megabyte": lambda: b'Date,Venue\n2019-05-04,"' + b"x" * 1_000_000 + b'"\n',
    "a hundred thousand lines": lambda: b"Date\n" + b"2019-05-04\n" * 100_000,
    "a thousand columns": lambda: b"Date" + b",x" * 1000 + b"\n2019-05-04\n",
    "too many bytes": lambda: b"Date\n" + b"2019-05-04,x\n" * 500_000,
    "a zip": lambda: packed_file({"mimetype": b"x"}),
    "a zip bomb": lambda: packed_file({"[Content_Types].xml": b"0" * 70_000_000}),
    "entities": lambda: spreadsheet(b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
    "cut off": lambda: spreadsheet()[:400],
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_file_that_is_no_list_of_shows_is_refused_at_its_field(kind, world):
    path, before = reverse("show_imports:show_import_new", args=[world.ids["band"]]), contents()
    file = SimpleUploadedFile("../../gigs\u202e.xlsx", LISTS[kind](), content_type="text/csv")
    response = world.client("owner").post(path, {"content": file})
    if kind == "too many bytes":
        assert response.status_code == 413
    else:
        assert response.status_code == 422
        assert response.context["form"].errors.keys() == {"content"}
    assert contents() == before


FORM = "application/x-www-form-urlencoded"
BODIES = {
    "no form": (b'{"name": "x"}', "application/json"),
    "no type": (b"name=x", ""),
    "bytes that are no text": (b"name=%ff%fe&q=\xff\xfe", FORM),
    "lone surrogate": (b"name=%ED%A0%80", FORM),
    "unknown charset": (b"name=x", f"{FORM}; charset=nonsense"),
    "another charset": ("name=ü".encode("utf-16"), f"{FORM}; charset=utf-16"),
    "no boundary": (b"--x", "multipart/form-data"),
    "cut off": (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    "a thousand fields": (urlencode([("name", "x")] * 1500).encode(), FORM),
    "three megabytes": (b"name=" + b"x" * 3_000_000, FORM),
    "once, damaged": (b"name=x&once_token=%00", FORM),
}


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("name", ["bands:band_new", "accounts:you", "accounts:time_say", "accounts:photo_add"])
def test_a_body_that_is_no_form_is_refused(name, kind, world):
    page, (body, content_type) = PAGES[name], BODIES[kind]
    path, before = page.path(name, world), contents()
    response = world.client("owner").generic("POST", path, body, content_type=content_type)
    assert response.status_code < 500
    if response.status_code >= 400:
        assert contents() == before


HEADERS = {
    "Accept-Language": ("x" * 600, "de;q=nan, *;q=-1", "\x00"),
    "Cookie": ("sessionid=%00; csrftoken=x; theme=%00; django_language=../../etc", "sessionid=" + "x" * 5000, ";=;"),
    "Host": ("evil.example", "[::1", "localhost:99999999"),
    "HX-Current-URL": ("http://[", "javascript:alert(1)", "\x00"),
    "If-None-Match": ('"', "W/", "*"),
    "If-Modified-Since": ("yesterday", "Thu, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"),
    "Authorization": ("Bearer \x00", "Basic !", "Bearer"),
    "Content-Length": ("-1", "x"),
}


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("row", ["discovery:today", "bookings:public_calendar", "availability:feed", "accounts:you"])
def test_a_page_bears_odd_headers(row, header, world):
    path = PAGES[row].path(row, world)
    get = functools.partial(world.client("anonymous").get, path)
    for value in HEADERS[header]:
        status = get(headers={header: value, "HX-Request": "true"}).status_code
        assert status < 500, value
