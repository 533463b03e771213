"""The pages of a band's links: making them, and what strangers see by them as page, frame, calendar and paper."""

import datetime as dt
import html
import re
import zlib

import icalendar
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.actions import add_membership, create_feed, suspend_party
from accounts.states import Role
from availability.actions import say_time, set_known_until
from availability.ranges import DAY
from bands.actions import create_band, create_share, revoke_share
from bands.models import Share
from bands.pdf import availability_pdf
from bands.queries import SharedNight, SharedNights, tonight
from bands.states import ShareStatus
from calendar_imports.reading.events import OWN_UID
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
FORMS = ("shared", "shared_embed", "shared_ics", "shared_pdf")
SITE = "https://venue.example"


@pytest.fixture
def leader():
    return UserFactory(name="Åsa Lind", email="asa@people.example")


@pytest.fixture
def party(leader):
    return create_band(acting_user=leader, name="Low Tide Choir", timezone="Europe/Berlin").party


@pytest.fixture
def signed_in(client, leader):
    client.force_login(leader)
    return client


@pytest.fixture
def stranger():
    return Client()


def make(leader, party, **fields):
    today = tonight(party)
    given = {"name": "Agency Nord", "first": today, "last": today + 9 * DAY, "expires_on": today + 30 * DAY}
    return create_share(acting_user=leader, party=party, **given | fields)


def at(name, token):
    return reverse(f"bands:{name}", args=[token])


def text_of(response):
    return response.content.decode()


def pages_of(pdf):
    return [int(count) for count in re.findall(rb"/Count (\d+)", _unpacked(pdf))]


def _unpacked(pdf):
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(_inflated(stream) for stream in streams)


def _inflated(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


# Making and ending them


def sent(party, **fields):
    today = tonight(party)
    return {
        "name": "Agency Nord",
        "first": today.isoformat(),
        "last": (today + 60 * DAY).isoformat(),
        "weekdays": ["4", "5"],
        "expires_on": (today + 30 * DAY).isoformat(),
        "embed_origins": f"{SITE}\n https://other.example:8443 ",
    } | fields


def test_a_new_link_is_shown_once_with_what_to_embed(signed_in, party, stranger):
    response = signed_in.post(reverse("bands:shares", args=[party.slug]), sent(party))
    [link] = set(re.findall(r"http://testserver(/availability/[^/]{43}/)\"", text_of(response)))
    snippet = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text_of(response), re.DOTALL)[1])
    assert f'<iframe src="http://testserver{link}embed/?theme=auto"' in snippet
    assert stranger.get(link).status_code == 200
    share = Share.objects.get()
    assert (share.weekdays, share.embed_origins) == ([4, 5], [SITE, "https://other.example:8443"])
    assert link not in text_of(signed_in.get(reverse("bands:shares", args=[party.slug])))


def test_a_band_of_odd_name_is_embedded_by_a_sound_snippet(signed_in, leader):
    party = create_band(acting_user=leader, name='"><script>alert(1)</script>', timezone="UTC").party
    text = text_of(signed_in.post(reverse("bands:shares", args=[party.slug]), sent(party)))
    snippet = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)[1])
    assert html.unescape(re.search(r'title="([^"]*)"', snippet)[1]) == party.name
    assert "<script>alert" not in text
    assert "<script>alert" not in snippet


def test_a_form_sent_twice_makes_one_link(signed_in, party):
    data = sent(party, once_token="9b2f0b4e-6a54-4d0e-8d4b-6b1f4a1d7a10")
    address = reverse("bands:shares", args=[party.slug])
    first, second = (signed_in.post(address, data) for _ in range(2))
    assert (first.status_code, second.status_code, second.headers["Location"]) == (200, 302, address)
    assert Share.objects.count() == 1


def test_a_form_that_makes_no_sense_keeps_what_was_typed(signed_in, party):
    day = (tonight(party) + 3 * DAY).isoformat()
    data = sent(party, embed_origins="http://example.org/", nights=[day])
    response = signed_in.post(reverse("bands:shares", args=[party.slug]), data)
    assert response.status_code == 422
    assert 'id="id_embed_origins_error"' in text_of(response)
    assert re.search(rf'value="{day}"\s+checked', text_of(response))
    assert not Share.objects.exists()


def test_the_form_shows_half_a_year_as_strangers_see_it(signed_in, party, django_assert_num_queries):
    address = reverse("bands:share_new", args=[party.slug])
    signed_in.get(address)
    with django_assert_num_queries(9):
        text = text_of(signed_in.get(address))
    assert text.count('name="nights"') == 184


def test_a_link_is_given_another_address_and_ended(signed_in, leader, party, stranger):
    share, token = make(leader, party)
    text = text_of(signed_in.post(reverse("bands:share_rotate", args=[party.slug, share.pk])))
    [link] = set(re.findall(r"http://testserver(/availability/[^/]{43}/)\"", text))
    assert [stranger.get(path).status_code for path in (at("shared", token), link)] == [410, 200]
    signed_in.post(reverse("bands:share_revoke", args=[party.slug, Share.objects.get(revoked_at=None).pk]))
    assert stranger.get(link).status_code == 410


@pytest.mark.parametrize("name", ["share_rotate", "share_revoke"])
def test_links_of_another_band_are_out_of_reach(signed_in, leader, party, name):
    other = UserFactory()
    theirs = create_band(acting_user=other, name="Others", timezone="UTC").party
    share, _token = make(other, theirs)
    assert signed_in.post(reverse(f"bands:{name}", args=[party.slug, share.pk])).status_code == 404
    assert Share.objects.get().revoked_at is None


# What strangers see


@pytest.mark.parametrize("name", FORMS)
def test_nobody_in_the_band_is_named(stranger, leader, party, name):
    member = UserFactory(name="Zoltan Quux", email="zoltan@people.example")
    add_membership(acting_user=None, party=party, user=member, role=Role.MEMBER, instrument="Theremin")
    _share, token = make(leader, party)
    content = stranger.get(at(name, token)).content
    told = (_unpacked(content) + content).decode("latin-1")
    for secret in ("Zoltan", "Quux", "sa Lind", "people.example", "Theremin", "Agency Nord"):
        assert secret not in told
    if name != "shared_pdf":
        assert "Low Tide Choir" in told


@pytest.mark.parametrize("name", FORMS)
def test_a_look_leaves_nothing_behind(stranger, leader, party, name, django_assert_num_queries):
    _share, token = make(leader, party)
    with django_assert_num_queries(3):
        response = stranger.get(at(name, token))
    assert not response.cookies
    assert not Session.objects.exists()
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"].startswith("noindex")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))
    assert b"<script" not in response.content
    assert b"csrf" not in response.content


@pytest.mark.parametrize("name", FORMS)
def test_what_is_known_already_costs_one_query(stranger, leader, party, name, django_assert_num_queries):
    _share, token = make(leader, party)
    etag = stranger.get(at(name, token)).headers["ETag"]
    with django_assert_num_queries(1):
        assert stranger.get(at(name, token), headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("name", FORMS)
def test_an_etag_tells_what_is_shown_and_not_who_edits(stranger, leader, party, name):
    today = tonight(party)
    _share, token = make(leader, party)
    etag = stranger.get(at(name, token)).headers["ETag"]
    set_known_until(acting_user=leader, calendar=leader.calendar, until=today - DAY, timezone="UTC")
    assert stranger.get(at(name, token)).headers["ETag"] == etag
    set_known_until(acting_user=leader, calendar=leader.calendar, until=today + 5 * DAY, timezone="UTC")
    assert stranger.get(at(name, token)).headers["ETag"] != etag


@pytest.mark.parametrize("name", FORMS)
def test_the_cache_holds_no_address(stranger, leader, party, name, monkeypatch):
    kept = {}
    monkeypatch.setattr("bands.views.links.cache.set", lambda key, content, seconds: kept.update({key: content}))
    _share, token = make(leader, party)
    stranger.get(at(name, token))
    assert kept
    assert token not in repr(kept)


def over(how, leader, party):
    share, token = make(leader, party, embed_origins=[SITE])
    if how == "revoked":
        revoke_share(acting_user=leader, share=share)
    elif how == "expired":
        Share.objects.update(expires_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    else:
        suspend_party(acting_user=UserFactory(is_staff=True), party=party)
    return token


@pytest.mark.parametrize("how", ["revoked", "expired", "suspended"])
@pytest.mark.parametrize("name", FORMS)
def test_a_link_that_is_over_says_so(stranger, leader, party, name, how):
    token = over(how, leader, party)
    response = stranger.get(at(name, token))
    assert response.status_code == 410
    assert "Ask the act for a new one" in text_of(response)
    assert "Low Tide" not in text_of(response)
    assert not response.cookies


@pytest.mark.parametrize("name", FORMS)
def test_an_address_that_never_was_is_not_found(stranger, name):
    assert stranger.get(at(name, "x" * 43)).status_code == 404
    assert stranger.post(at(name, "x" * 43)).status_code == 405


@pytest.mark.parametrize("name", FORMS)
def test_the_language_is_that_of_the_address_then_of_the_browser(stranger, leader, party, name):
    set_known_until(acting_user=leader, calendar=leader.calendar, until=tonight(party) + DAY, timezone="UTC")
    _share, token = make(leader, party)
    german = stranger.get(at(name, token), {"lang": "de"})
    asked = stranger.get(at(name, token), headers={"Accept-Language": "de"})
    odd = stranger.get(at(name, token), {"lang": "x\0'\"<", "theme": "\0neon<"})
    assert [each.headers["Content-Language"] for each in (german, asked, odd)] == ["de", "de", "en"]
    assert german.content != odd.content
    assert b"neon" not in odd.content


def test_a_frame_opens_where_the_band_said(stranger, leader, party):
    _share, token = make(leader, party, embed_origins=[SITE, "https://other.example:8443"])
    response = stranger.get(at("shared_embed", token), {"theme": "dark"})
    assert f"frame-ancestors {SITE} https://other.example:8443" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    assert 'data-theme="dark"' in text_of(response)
    for link in re.findall(r"<a\b[^>]*>", text_of(response)):
        assert 'target="_blank"' in link
        assert 'rel="noopener noreferrer"' in link


@pytest.mark.parametrize(("name", "sites"), [("shared_embed", []), ("shared", [SITE]), ("shared_pdf", [SITE])])
def test_whatever_else_opens_in_no_frame(stranger, leader, party, name, sites):
    _share, token = make(leader, party, embed_origins=sites)
    response = stranger.get(at(name, token))
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"


# As a calendar


def events(stranger, token, **query):
    return icalendar.Calendar.from_ical(stranger.get(at("shared_ics", token), query).content).walk("VEVENT")


def test_the_calendar_holds_a_day_for_each_night_that_is_open(stranger, leader, party):
    today = tonight(party)
    set_known_until(acting_user=leader, calendar=leader.calendar, until=today + 1 * DAY, timezone="Europe/Berlin")
    _share, token = make(leader, party, last=today + 2 * DAY)
    found = events(stranger, token)
    assert [event["DTSTART"].dt for event in found] == [today, today + DAY, today + 2 * DAY]
    assert [event["DTEND"].dt - event["DTSTART"].dt for event in found] == [DAY] * 3
    assert [str(event["STATUS"]) for event in found] == ["CONFIRMED", "CONFIRMED", "TENTATIVE"]
    assert {str(event["TRANSP"]) for event in found} == {"TRANSPARENT"}
    assert str(found[0]["SUMMARY"]).startswith("Low Tide Choir: ")


def test_a_members_feed_tells_free_nights_beside_the_gigs_if_wanted(client, leader, party):
    today = tonight(party)
    set_known_until(acting_user=leader, calendar=leader.calendar, until=today + 1 * DAY, timezone="Europe/Berlin")
    feed, token = create_feed(acting_user=leader, kind="party", party=party)
    address = reverse("availability:feed", args=[token])
    assert icalendar.Calendar.from_ical(client.get(address).content).walk("VEVENT") == []
    client.force_login(leader)
    client.post(reverse("accounts:feed_choose", args=[feed.pk]), {"with_open_nights": "on"})
    found = icalendar.Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert [event["DTSTART"].dt for event in found] == [today, today + DAY]
    assert {str(event["SUMMARY"]) for event in found} == {"Low Tide Choir: free night"}
    assert {(str(event["TRANSP"]), str(event["STATUS"])) for event in found} == {("TRANSPARENT", "TENTATIVE")}
    noon = dt.datetime.combine(today, dt.time(12), dt.UTC)
    say_time(
        acting_user=leader, calendar=leader.calendar, kind="busy", starts_at=noon, ends_at=noon + DAY / 2,
        timezone="Europe/Berlin",
    )  # fmt: skip
    found = icalendar.Calendar.from_ical(client.get(address).content).walk("VEVENT")
    assert [event["DTSTART"].dt for event in found] == [today + DAY]


def test_our_own_import_knows_the_calendar_as_ours(stranger, leader, party):
    _share, token = make(leader, party)
    uids = [str(event["UID"]) for event in events(stranger, token)]
    assert all(OWN_UID.fullmatch(uid) for uid in uids)
    assert len(set(uids)) == 10
    assert uids == [str(event["UID"]) for event in events(stranger, token, lang="de")]


def test_a_band_of_odd_name_breaks_no_line(stranger, leader):
    party = create_band(acting_user=leader, name="A;b,c\\n" + "ö" * 80, timezone="UTC").party
    _share, token = make(leader, party)
    content = stranger.get(at("shared_ics", token)).content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert str(events(stranger, token)[0]["SUMMARY"]).startswith(party.name)


# On paper

TODAY = dt.date(2027, 1, 31)
HOSTILE = '#import "x": * #panic() *a* _b_ $c$ `d` @e <f> \\ // [g] ß€łÜ'


def sheet(band, count, language="en"):
    statuses = list(ShareStatus)
    nights = (SharedNight(TODAY + number * DAY, statuses[number % 3]) for number in range(count))
    with translation.override(language):
        return availability_pdf(SharedNights(band, "Europe/Berlin", TODAY, tuple(nights)))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("count", [0, 1, 400])
def test_whatever_there_is_to_say_fits_on_one_page(count, language):
    assert pages_of(sheet("Ärger & Söhne", count, language)) == [1]


@pytest.mark.parametrize("name", ["W" * 300, "word " * 60, HOSTILE, "夜の海 Привет 🎸"])
def test_any_name_fits_on_one_page(name):
    assert pages_of(sheet(name, 400)) == [1]


def test_a_name_is_never_read_as_markup():
    assert _author(sheet(HOSTILE, 3)) == HOSTILE


def _author(pdf):
    """The author in the file's own description (XMP), which holds the name as it was given."""
    found = re.search(rb"<dc:creator>.*?<rdf:li>(.*?)</rdf:li>", _unpacked(pdf), re.DOTALL)
    return html.unescape(found[1].decode())


def test_the_sheet_is_the_same_for_the_same_nights():
    assert sheet("Low Tide Choir", 40) == sheet("Low Tide Choir", 40)
    assert sheet("Low Tide Choir", 40) != sheet("Low Tide Choir", 41)


def test_the_sheet_is_sent_to_be_looked_at(stranger, leader, party):
    _share, token = make(leader, party)
    response = stranger.get(at("shared_pdf", token))
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="low-tide-choir-{tonight(party)}.pdf"'
    assert response.content.startswith(b"%PDF-")
