"""Weeks and lists, whole venues, frames for other sites, and the open forms of a calendar."""

import datetime as dt
import json
import re

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import rename_party, suspend_party
from accounts.models import SlugRedirect
from accounts.states import Approval
from bookings.actions import accept_booking
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show, know_all
from tests.factories import BandFactory, StageFactory, UserFactory
from web.accents import accent_css, contrast, read_accent

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HTMX = {"HX-Request": "true"}
WEEK = {"view": "week", "from": "2028-03-01"}


@pytest.fixture
def act():
    found = an_act(slug="the-anchors", name="The Anchors")
    know_all(*found.members)
    return found


def fragment(client, party, **query):
    return client.get(reverse("bookings:public_calendar", args=[party.slug]), query, headers=HTMX).content.decode()


def frame(client, party, headers=None, **query):
    return client.get(reverse("bookings:calendar_embed", args=[party.slug]), WEEK | query, headers=headers)


def told(text, date="2028-03-04"):
    """What is told of one night, without markup."""
    cell = re.search(rf'data-date="{date}".*?(?=data-date=|</section>|</main>)', text, re.DOTALL).group()
    return re.sub(r"<[^>]*>|\s+", " ", cell)


def test_week_has_seven_nights_with_shows_and_their_times(client, house, act):
    booking = a_confirmed_booking(house, act, title="Northern Static")
    text = fragment(client, act.party, **WEEK)
    assert re.findall(r'data-date="([\d-]+)"', text) == [f"2028-02-{day}" for day in (28, 29)] + [
        f"2028-03-0{day}" for day in range(1, 6)
    ]
    assert "Saturday 4 March 2028: Booked, Northern Static" in told(text)
    assert "21:00" in told(text)
    assert reverse("bookings:show", args=[booking.spot.show_id]) in text


def test_list_offers_to_ask_for_the_nights_that_are_free(client, act):
    text = fragment(client, act.party, **WEEK | {"view": "list"})
    assert text.count("data-date=") == 28
    assert f"/acts/{act.party.slug}/request/?night=2028-03-04" in text


def test_ways_of_a_week_lead_to_the_weeks_around_it_without_script(client, act):
    text = fragment(client, act.party, **WEEK)
    page = reverse("discovery:act", args=[act.party.slug])
    for day in ("2028-02-21", "2028-03-06"):
        assert f'href="{page}?view=week&amp;from={day}#' in text
    assert f'href="{page}?month=2028-02#' in text


@pytest.mark.parametrize("query", [{"view": "year"}, {"from": "2028-02-30"}, {"from": "1999-01-01"}, {"from": "x"}])
def test_calendar_knows_no_other_views_and_days(client, act, query):
    address = reverse("bookings:public_calendar", args=[act.party.slug])
    assert client.get(address, WEEK | query, headers=HTMX).status_code == 404


def test_a_venue_is_to_be_had_at_best_as_its_stages_are(client, house, act):
    club = StageFactory(venue=house.stage.venue, name="Club")
    a_confirmed_booking(house, act, title="Northern Static")
    text = fragment(client, house.party, **WEEK)
    said = told(text)
    for words in ("4 March 2028: Available;", f"{house.stage.name}: Booked, Northern Static", "Club: Available"):
        assert words in said
    topics = {f"c.{each.calendar.public_id}" for each in (house.stage, club)}
    assert set(re.search(r'data-live="([^"]*)"', text).group(1).split()) == topics
    assert len(re.search(r'data-version="([^"]*)"', text).group(1).split()) == 2


@pytest.mark.parametrize("stages", [1, 3])
def test_a_venues_week_needs_nine_queries_whatever_its_stages(client, house, stages, django_assert_num_queries):
    for _ in range(stages + 1):
        StageFactory(venue=house.stage.venue)
    with django_assert_num_queries(9):
        fragment(client, house.party, **WEEK)
    with django_assert_num_queries(2):
        fragment(client, house.party, **WEEK)


def test_frame_sets_no_cookie_reads_none_and_stands_in_every_site(client, act):
    client.force_login(act.leader)
    client.cookies["django_language"] = "de"
    response = frame(client, act.party)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.headers["Vary"]
    assert '<html lang="en">' in response.content.decode()
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    assert "script" not in response.content.decode()


def test_frame_in_one_language_is_one_answer_for_all_caches(client, act):
    response = frame(client, act.party, lang="de")
    assert response.headers["Vary"] == "Accept-Encoding"  # how it is packed, and nothing else
    assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"
    again = frame(client, act.party, {"If-None-Match": response["ETag"]}, lang="de")
    assert again.status_code == 304
    assert "Cookie" not in again.headers.get("Vary", "")


def test_frame_needs_one_query_once_it_was_shown(client, act, django_assert_num_queries):
    frame(client, act.party)
    with django_assert_num_queries(1):
        frame(client, act.party, theme="dark", accent="e4572e")


def test_frame_wears_theme_and_accent_and_keeps_them_from_week_to_week(client, act):
    text = frame(client, act.party, theme="dark", accent="#E4572E").content.decode()
    assert 'data-theme="dark"' in text
    assert reverse("bookings:embed_accent") + "?colour=e4572e" in text
    assert "?view=week&amp;from=2028-03-06&amp;theme=dark&amp;accent=%23E4572E" in text


def test_frame_of_a_former_name_leads_to_the_new_one(client, act):
    SlugRedirect.objects.create(slug="old-name", party=act.party)
    response = client.get("/embed/old-name/calendar/", WEEK)
    assert response.status_code == 301
    assert response["Location"] == "/embed/the-anchors/calendar/?view=week&from=2028-03-01"


def test_frame_of_an_act_names_no_show_of_a_suspended_host(client, house, act):
    a_confirmed_booking(house, act, title="Northern Static")
    shown = frame(client, act.party)
    assert "Booked, Northern Static" in told(shown.content.decode())
    suspend_party(acting_user=UserFactory(is_staff=True), party=house.party)
    again = frame(client, act.party, headers={"If-None-Match": shown["ETag"]})
    assert again.status_code == 200
    assert "Northern Static" not in again.content.decode()
    assert "Booked" in told(again.content.decode())


def test_frame_of_an_act_calls_a_nameless_show_by_its_hosts_new_name(client, house, act):
    a_confirmed_booking(house, act, title="")
    assert house.party.name in told(frame(client, act.party).content.decode())
    rename_party(acting_user=house.manager, party=house.party, name="The Long Pier")
    assert "The Long Pier" in told(frame(client, act.party).content.decode())


def test_what_is_suspended_is_gone_at_once(client, act):
    assert frame(client, act.party).status_code == 200
    suspend_party(acting_user=UserFactory(is_staff=True), party=act.party, reason="Not theirs")
    for name in ("calendar_embed", "act_ics", "act_json"):
        assert client.get(reverse(f"bookings:{name}", args=[act.party.slug])).status_code == 404


@pytest.mark.parametrize("accent", ["000000", "ffffff", "e4572e", "ffff00", "0a2a6b"])
def test_words_in_an_accent_can_be_read(accent):
    css = accent_css(accent)
    ground, words, on_light, on_dark = re.findall(r"#([0-9a-f]{6})", css)
    assert contrast(ground, words) >= 4.5
    assert contrast(on_light, "f4efe5") >= 4.5
    assert contrast(on_dark, "24201d") >= 4.5


@pytest.mark.parametrize("text", ["red", "#12", "e4572", "e4572e;}", "ééééé"])
def test_what_is_no_colour_is_no_accent(client, text):
    assert read_accent(text) == ""


def test_page_with_the_code_is_read_in_any_language(client, act):
    client.force_login(act.leader)
    response = client.get(reverse("bookings:embed_code", args=[act.party.slug]), {"lang": "de"})
    assert response.status_code == 200
    assert "lang=de" in response.content.decode()


def test_leaders_get_the_code_with_what_they_chose(client, act):
    client.force_login(act.leader)
    address = reverse("bookings:embed_code", args=[act.party.slug])
    chosen = {"view": "list", "theme": "dark", "language": "de", "accent": "#e4572e"}
    text = client.get(address, chosen).content.decode()
    query = "view=list&amp;theme=dark&amp;accent=e4572e&amp;lang=de"
    assert f'src="/embed/the-anchors/calendar/?{query}"' in text
    wrong = client.get(address, chosen | {"accent": "red"})
    assert (wrong.status_code, "six hexadecimal digits" in wrong.content.decode()) == (422, True)


def test_ics_names_what_is_announced_and_nothing_else(client, house, act):
    secret_at = timezone.now().replace(microsecond=0) + dt.timedelta(days=30)
    shows = [
        an_open_show(house, starts_at=secret_at, title="Secret Night", announce_at=secret_at),
        an_open_show(house, starts_at=secret_at + dt.timedelta(days=1), title="Open Night, loud"),
    ]
    for show in shows:
        accept_booking(acting_user=house.manager, booking=an_application(act, show))
    response = client.get(reverse("bookings:act_ics", args=[act.party.slug]))
    events = {str(each["SUMMARY"]): each for each in icalendar.Calendar.from_ical(response.content).walk("VEVENT")}
    assert set(events) == {"Booked", "Open Night, loud"}
    assert str(shows[0].pk) not in response.content.decode()
    assert not isinstance(events["Booked"].decoded("DTSTART"), dt.datetime)
    assert events["Open Night, loud"].decoded("DTSTART") == shows[1].starts_at


def test_json_tells_every_night_to_every_site(client, house, act):
    a_confirmed_booking(house, act, title="Northern Static")
    query = {"from": "2028-03-03", "to": "2028-03-05"}
    response = client.get(reverse("bookings:venue_json", args=[house.party.slug]), query)
    told = json.loads(response.content)
    assert [night["status"] for night in told["nights"]] == ["available", "booked", "available"]
    assert told["nights"][1]["shows"][0]["starts_at"] == "2028-03-04T21:00:00+01:00"
    assert response["Access-Control-Allow-Origin"] == "*"
    unchanged = client.get(response.request["PATH_INFO"], query, headers={"If-None-Match": response["ETag"]})
    assert unchanged.status_code == 304


@pytest.mark.parametrize("query", [{"from": "x"}, {"from": "2028-01-01", "to": "2027-01-01"}, {"to": "2099-01-01"}])
def test_json_of_no_nights_is_refused(client, act, query):
    response = client.get(reverse("bookings:act_json", args=[act.party.slug]), query)
    assert (response.status_code, "detail" in response.json()) == (400, True)


def test_open_forms_of_who_is_not_approved_do_not_exist(client):
    party = BandFactory(party__approval=Approval.DRAFT).party
    for name in ("calendar_embed", "act_ics", "act_json"):
        assert client.get(reverse(f"bookings:{name}", args=[party.slug])).status_code == 404
