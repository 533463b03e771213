"""Calendars on a CalDAV server: found, fetched, and told apart from what is none; against Radicale, a real one."""

import datetime as dt

import pytest
import time_machine

from availability.models import ImportedCalendar
from calendar_imports.errors import Problem
from calendar_imports.fetching import caldav, webdav
from calendar_imports.fetching.caldav import are_siblings, collections, join
from calendar_imports.fetching.sealing import seal
from calendar_imports.fetching.sources import fetch
from calendar_imports.fetching.webdav import NotXml, parse_xml, resources
from tests.calendar_imports.radicale import PASSWORD, USER, running
from tests.calendar_imports.texts import ask, calendar, event

NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
HOME = f"{USER}/"
ZONE = "\n".join(
    [
        "BEGIN:VTIMEZONE", "TZID:Stage", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0300",
        "TZOFFSETTO:+0300", "END:STANDARD", "END:VTIMEZONE",
    ]
)  # fmt: skip
EMPTY_ANSWER = b'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"></d:multistatus>'


@pytest.fixture(scope="module")
def radicale(tmp_path_factory):
    with running(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(autouse=True)
def allowed(request, settings):
    """The installation lets the server be reached, which stands on loopback."""
    if "radicale" in request.fixturenames:
        settings.IMPORTS_ALLOWED_HOSTS = [request.getfixturevalue("radicale").place]


@pytest.fixture
def gigs(radicale) -> str:
    """The address of a calendar with nothing in it."""
    return radicale.make_calendar(f"{HOME}gigs/", "Gigs & travel")


def imported_from(url: str, secret: str = PASSWORD, **more) -> ImportedCalendar:
    return ImportedCalendar(kind="caldav", url=url, username=USER, secret=seal(secret), **more)


def again(imported: ImportedCalendar, fetched) -> ImportedCalendar:
    """As it is once this has been stored."""
    imported.content, imported.etag = fetched.content, fetched.etag
    return imported


def problem_of(action, *arguments) -> str:
    with pytest.raises(Problem) as met:
        action(*arguments)
    assert met.value.text
    return met.value.code


@pytest.mark.parametrize("path", ["", HOME, f"{HOME}gigs/"])
def test_collections_are_found_from_every_address(radicale, gigs, path):
    radicale.make_calendar(f"{HOME}tasks/", "Tasks", takes="VTODO")
    found = collections(f"{radicale.url}{path}", USER, PASSWORD)
    assert [choice.name for choice in found] == ["Gigs & travel"]
    assert found[0].place.endswith("/gigs/")


def test_collections_with_wrong_password_are_refused(radicale, gigs):
    assert problem_of(collections, radicale.url, USER, "wrong") == "unauthorized"


def test_collections_of_user_without_calendars_say_so(radicale):
    radicale.say("DELETE", f"{HOME}gigs/", expected=(200, 404))
    radicale.say("DELETE", f"{HOME}tasks/", expected=(200, 404))
    assert problem_of(collections, radicale.url, USER, PASSWORD) == "no_collection"


@time_machine.travel(NOW, tick=False)
def test_fetch_joins_the_events_of_the_period(radicale, gigs):
    weekly = ["DTEND;TZID=Stage:20240105T230000", "RRULE:FREQ=WEEKLY"]
    radicale.put(f"{HOME}gigs/a.ics", calendar(ZONE, event("DTSTART;TZID=Stage:20240105T200000", *weekly, uid="a")))
    radicale.put(f"{HOME}gigs/b.ics", calendar(ZONE, event("DTSTART;TZID=Stage:20270306T200000", uid="b")))
    radicale.put(f"{HOME}gigs/old.ics", calendar(event("DTSTART:20200305T200000Z", uid="old")))
    content = fetch(imported_from(gigs)).content
    assert content.count(b"BEGIN:VTIMEZONE") == 1
    assert ask(content)["events"] == 2
    assert ask(content)["happening"][0]["starts"] == dt.datetime(2027, 1, 1, 17, tzinfo=dt.UTC).timestamp()


@time_machine.travel(NOW, tick=False)
def test_fetch_of_unchanged_collection_brings_nothing(radicale, gigs):
    radicale.put(f"{HOME}gigs/a.ics", calendar(event(uid="a")))
    imported = imported_from(gigs)
    again(imported, fetch(imported))
    assert fetch(imported).not_modified
    radicale.put(f"{HOME}gigs/b.ics", calendar(event(uid="b")))
    assert ask(fetch(imported).content)["events"] == 2


@time_machine.travel(NOW, tick=False)
def test_fetch_in_the_next_week_asks_for_a_later_period(radicale, gigs):
    imported = again(imported := imported_from(gigs), fetch(imported))
    with time_machine.travel(NOW + dt.timedelta(weeks=1), tick=False):
        assert not fetch(imported).not_modified


def test_fetch_of_empty_collection_is_an_empty_calendar(gigs):
    assert ask(fetch(imported_from(gigs)).content)["events"] == 0


def test_fetch_with_revoked_password_is_refused(gigs):
    assert problem_of(fetch, imported_from(gigs, secret="revoked")) == "unauthorized"


def test_fetch_of_removed_collection_says_so(radicale, gigs):
    radicale.say("DELETE", f"{HOME}gigs/")
    assert problem_of(fetch, imported_from(gigs)) == "gone"


def test_fetch_without_tag_compares_the_events(server):
    """A server that keeps no tag of the collection: what it says of each event tells."""
    about = b"<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
    one = b"<d:getetag>1</d:getetag><c:calendar-data>" + calendar(event()) + b"</c:calendar-data>"
    answers = {"PROPFIND": answer_of(about), "REPORT": answer_of(one)}
    server.answers["/c/"] = lambda handler: say(handler, 207, answers[handler.command])
    imported = again(imported := imported_from(server.url("/c/")), fetch(imported))
    assert fetch(imported).not_modified
    answers["REPORT"] = answers["REPORT"].replace(b">1<", b">2<")
    assert not fetch(imported).not_modified


@pytest.mark.parametrize("status", [b"<d:status>HTTP/1.1 507 Insufficient Storage</d:status>", b""])
def test_fetch_of_incomplete_answer_is_refused(server, status):
    about = answer_of(b"<d:resourcetype><c:calendar/></d:resourcetype>")
    cut = answer_of(b"<d:getetag>1</d:getetag>").replace(b"</d:response>", status + b"</d:response>")
    server.answers["/c/"] = lambda handler: say(handler, 207, about if handler.command == "PROPFIND" else cut)
    assert problem_of(fetch, imported_from(server.url("/c/"))) == ("too_big" if status else "status")


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<html>Welcome</html>", "not_caldav"),
        (207, b"<html/>", "not_caldav"),
        (207, b"", "not_caldav"),
        (207, EMPTY_ANSWER, "not_caldav"),
        (405, b"", "not_caldav"),
        (404, b"", "not_caldav"),
        (401, b"", "unauthorized"),
        (503, b"", "later"),
        (207, b'<!DOCTYPE a [<!ENTITY a "a">]><d:multistatus xmlns:d="DAV:">&a;</d:multistatus>', "not_caldav"),
        (207, b"<a>" * 1000, "not_caldav"),
    ],
)
def test_collections_of_other_server_name_the_reason(server, status, body, code):
    for path in ("/", "/.well-known/caldav"):
        server.answers[path] = lambda handler: say(handler, status, body)
    assert problem_of(collections, server.url("/"), USER, PASSWORD) == code


def test_collections_are_not_asked_for_where_a_server_points_elsewhere(server):
    home = b"<c:calendar-home-set><d:href>https://other.example.org/</d:href></c:calendar-home-set>"
    server.answers["/dav/"] = lambda handler: say(handler, 207, answer_of(home))
    assert problem_of(collections, server.url("/dav/"), USER, PASSWORD) == "elsewhere"


def test_collections_of_server_without_basic_say_so(server):
    server.serve("/", status=401, WWW_Authenticate='Bearer realm="x"')
    assert problem_of(collections, server.url("/"), USER, PASSWORD) == "no_password_here"


def test_password_is_not_sent_in_clear(settings):
    settings.IMPORTS_ALLOWED_HOSTS = []
    assert problem_of(collections, "http://example.org/", USER, PASSWORD) == "secret_needs_https"


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("caldav.icloud.com", "p42-caldav.icloud.com", True),
        ("dav.example.org", "example.org", False),
        ("example.org", "example.com", False),
        ("example.org", "other.org", False),
        ("10.0.0.1", "11.0.0.1", False),
        ("a.example.org", "a.example.com", False),
    ],
)
def test_siblings_share_all_but_the_first_label(one, other, answer):
    assert are_siblings(one, other) is answer


def test_join_keeps_zones_that_differ():
    other = ZONE.replace("+0300", "+0400")
    joined = join(calendar(zone, event(uid=uid)).decode() for zone, uid in ((ZONE, "a"), (other, "b"), (ZONE, "c")))
    assert (joined.count(b"BEGIN:VTIMEZONE"), joined.count(b"BEGIN:VEVENT")) == (2, 3)


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<a>",
        b"text",
        b"<a></b>",
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b"<a>" * 50 + b"</a>" * 50,
    ],
    ids=lambda xml: xml[:30].decode(),
)
def test_xml_that_no_server_needs_is_not_read(xml):
    with pytest.raises(NotXml):
        resources(parse_xml(xml))


def test_xml_of_too_many_elements_is_not_read(monkeypatch):
    monkeypatch.setattr(webdav, "MOST_ELEMENTS", 100)
    assert parse_xml(b"<a>" + b"<b/>" * 99 + b"</a>").children
    with pytest.raises(NotXml):
        parse_xml(b"<a>" + b"<b/>" * 100 + b"</a>")


def test_discovery_follows_the_well_known_address(server, settings):
    home = b"<c:calendar-home-set><d:href>/home/</d:href></c:calendar-home-set>"
    found = b"<d:resourcetype><c:calendar/></d:resourcetype>"
    server.serve(caldav.WELL_KNOWN, status=301, Location="/dav/")
    server.answers["/dav/"] = lambda handler: say(handler, 207, answer_of(home))
    server.answers["/home/"] = lambda handler: say(handler, 207, answer_of(found, "/home/B%C3%BChne/"))
    assert [choice.name for choice in collections(server.url("/"), USER, PASSWORD)] == ["Bühne"]


def answer_of(properties: bytes, href: str = "/c/") -> bytes:
    return (
        b'<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response><d:href>'
        + href.encode()
        + b"</d:href><d:propstat><d:prop>"
        + properties
        + b"</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"
    )


def say(handler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
