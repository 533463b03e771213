"""The live public calendar fragments: content, conditional requests, cache, query counts."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.actions.memberships import enter_party
from accounts.models import Membership
from accounts.states import Approval, Role
from availability.actions import say_time
from bands.models import Band
from tests.bookings.scenes import (
    HOUR,
    a_confirmed_booking,
    an_act,
    an_application,
    an_open_show,
    know_all,
)
from tests.factories import FAR_SATURDAY, BandFactory, MembershipFactory, StageFactory, UserFactory
from web import fragments

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)
HTMX = {"HX-Request": "true"}
MARCH = {"month": "2028-03"}


@pytest.fixture
def act():
    found = an_act()
    know_all(*found.members)
    return found


def fragment(client, party, **query):
    return client.get(reverse("bookings:public_calendar", args=[party.slug]), MARCH | query, headers=HTMX)


def night(response, date="2028-03-04"):
    """The cell of one night, as text."""
    return re.search(rf'data-date="{date}".*?</td>', response.content.decode(), re.DOTALL).group()


def test_calendar_of_an_act_says_what_everybody_may_know(client, act):
    response = fragment(client, act.party)
    assert "Saturday 4 March 2028: Available" in night(response)
    assert f'data-live="c.{act.party.calendar.public_id}"' in response.content.decode()


def test_a_night_of_which_nothing_is_known_is_on_request_everywhere_and_can_be_requested(client):
    silent = an_act().party
    address = f"/acts/{silent.slug}/"
    told = client.get(f"{address}calendar.json", {"from": "2028-03-04", "to": "2028-03-04"}).json()
    assert [each["status"] for each in told["nights"]] == ["on_request"]
    assert "Saturday 4 March 2028: On request" in night(fragment(client, silent))
    week = client.get(
        reverse("bookings:public_calendar", args=[silent.slug]), {"view": "list", "from": "2028-03-04"}, headers=HTMX
    )
    assert f"/acts/{silent.slug}/request/?night=2028-03-04" in week.content.decode()
    for page in (address, f"/embed/{silent.slug}/calendar/"):
        assert re.search(
            r'class="tape request"[^<]*<svg.*?</svg></span>On request', client.get(page).content.decode(), re.DOTALL
        )
    client.force_login(UserFactory())
    form = client.get(reverse("bookings:request_new", args=[silent.slug]), {"night": "2028-03-04"})
    sent = {
        "night": "2028-03-04",
        "starts": "20:00",
        "ends": "22:00",
        "form_token": form.context["form"].initial.get("form_token", ""),
    }
    sent = client.post(reverse("bookings:request_new", args=[silent.slug]), sent)
    assert (sent.status_code, silent.bookings.count()) == (302, 1)


def test_calendar_turns_pending_when_the_act_applies(client, house, act):
    before = fragment(client, act.party)
    an_application(act, an_open_show(house))
    assert "Pending" in night(fragment(client, act.party))
    assert "Pending" in night(fragment(client, house.party))
    assert "Pending" not in night(before)


def test_calendar_turns_booked_when_the_host_accepts(client, house, act):
    a_confirmed_booking(house, act, title="Northern Static")
    for party in (act.party, house.party):
        assert "Saturday 4 March 2028: Booked, Northern Static" in night(fragment(client, party))


def test_calendar_keeps_the_name_of_a_show_that_is_not_announced(client, house, act):
    show = an_open_show(house, title="Secret Night")
    show.announce_at = show.starts_at
    show.save(update_fields=["announce_at"])
    response = fragment(client, house.party)
    assert "Secret" not in response.content.decode()


def test_calendar_follows_the_member_without_whom_there_are_too_few(client):
    """Who else cannot shows nowhere in what is taken of the band: the first one has taken it."""
    act = an_act(members=3)
    know_all(*act.members)
    Band.objects.filter(party=act.party).update(quorum=2)
    seen = []
    for member in act.members[:2]:
        times = {"starts_at": FAR_SATURDAY - HOUR, "ends_at": FAR_SATURDAY + 3 * HOUR, "timezone": "Europe/Berlin"}
        say_time(acting_user=member, calendar=member.calendar, kind="busy", **times)
        fragments.near.clear()
        seen.append(night(fragment(client, act.party)))
    assert ": Available" in seen[0]
    assert ": Unavailable" in seen[1]


@pytest.mark.parametrize("kind", ["busy", "maybe"])
def test_calendar_follows_the_dep_without_whom_a_part_is_missing(client, kind):
    act = an_act(members=2)
    _singer, drummer = act.members
    dep = UserFactory()
    enter_party(party=act.party, user=dep, role=Role.DEP, instrument="Drums")
    Membership.objects.filter(party=act.party, user=drummer, role=Role.MEMBER).update(instrument="Drums")
    Band.objects.filter(party=act.party).update(essential_instruments=["Drums"], quorum=1)
    know_all(*act.members, dep)
    seen = []
    for member, said in ((drummer, "busy"), (dep, kind)):
        times = {"starts_at": FAR_SATURDAY - HOUR, "ends_at": FAR_SATURDAY + 3 * HOUR, "timezone": "Europe/Berlin"}
        say_time(acting_user=member, calendar=member.calendar, kind=said, **times)
        fragments.near.clear()
        seen.append(night(fragment(client, act.party)))
    assert ": Available" in seen[0]
    assert ": Unavailable" in seen[1]


def test_calendar_leads_a_browser_to_the_page_it_stands_on(client, act):
    address = reverse("bookings:public_calendar", args=[act.party.slug])
    response = client.get(address, MARCH, headers={"Accept": "text/html,*/*"})
    assert response.status_code == 302
    assert response["Location"] == f"/acts/{act.party.slug}/?month=2028-03#calendar"


def test_calendar_names_a_show_once_its_announcement_is_due(client, house, time_machine):
    announced = timezone.now() + dt.timedelta(hours=1)
    an_open_show(house, title="No longer secret", announce_at=announced)
    before = fragment(client, house.party)
    time_machine.move_to(announced + dt.timedelta(seconds=1))
    cache.clear()  # Redis keeps real time; the entry was to last until the announcement
    address = reverse("bookings:public_calendar", args=[house.party.slug])
    after = client.get(address, MARCH, headers=HTMX | {"If-None-Match": before["ETag"]})
    assert "secret" not in before.content.decode()
    assert "No longer secret" in after.content.decode()


def test_calendar_is_kept_no_longer_than_to_the_next_announcement(client, house):
    an_open_show(house, announce_at=timezone.now() + dt.timedelta(minutes=10))
    fragment(client, house.party)
    redis = cache._cache.get_client()
    assert [0 < redis.ttl(key) <= 600 for key in redis.keys("*public:*")] == [True]


def test_calendar_answers_304_with_one_query(client, house, act, django_assert_num_queries):
    etag = fragment(client, act.party)["ETag"]
    address = reverse("bookings:public_calendar", args=[act.party.slug])
    with django_assert_num_queries(1):
        response = client.get(address, MARCH, headers=HTMX | {"If-None-Match": etag})
    assert response.status_code == 304
    an_application(act, an_open_show(house))
    assert client.get(address, MARCH, headers=HTMX | {"If-None-Match": etag}).status_code == 200


def test_calendar_out_of_the_cache_needs_one_query(client, act, django_assert_num_queries):
    first = fragment(client, act.party)
    with django_assert_num_queries(1):
        second = fragment(client, act.party)
    assert second.content == first.content


@pytest.mark.parametrize("shows", [1, 3])
def test_calendar_of_a_stage_needs_six_queries_whatever_is_on(client, house, shows, django_assert_num_queries):
    for week in range(shows):
        an_application(an_act(), an_open_show(house, starts_at=FAR_SATURDAY + week * WEEK))
    with django_assert_num_queries(6):
        tag = fragment(client, house.party, stage=house.stage.pk)["ETag"]
    address = reverse("bookings:public_calendar", args=[house.party.slug])
    with django_assert_num_queries(1):
        again = client.get(address, MARCH | {"stage": house.stage.pk}, headers=HTMX | {"If-None-Match": tag})
    assert again.status_code == 304


def test_calendar_of_an_act_needs_six_queries(client, act, django_assert_num_queries):
    with django_assert_num_queries(6):
        fragment(client, act.party)


def test_calendar_speaks_the_language_of_who_asks(client, act):
    client.cookies["django_language"] = "de"
    assert "März 2028" in fragment(client, act.party).content.decode()


def test_calendar_of_one_stage_shows_that_stage(client, house):
    other = StageFactory(venue=house.stage.venue)
    an_open_show(house, title="In the big room")
    assert "big room" in fragment(client, house.party, stage=house.stage.pk).content.decode()
    assert "big room" not in fragment(client, house.party, stage=other.pk).content.decode()


@pytest.mark.parametrize("query", [{"month": "2028-13"}, {"month": "rubbish"}, {"month": "9999-01"}, {"stage": "none"}])
def test_calendar_of_nothing_is_not_found(client, house, query):
    assert fragment(client, house.party, **query).status_code == 404


def test_calendar_of_an_unapproved_party_is_for_its_team(client):
    party = BandFactory(party__approval=Approval.DRAFT).party
    assert fragment(client, party).status_code == 404
    client.force_login(MembershipFactory(party=party).user)
    response = fragment(client, party)
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]


def test_calendar_works_while_redis_is_gone(client, act, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}
    response = fragment(client, act.party)
    assert (response.status_code, "Available" in night(response)) == (200, True)


def test_saturdays_are_eight_and_live(client, act):
    address = reverse("bookings:public_saturdays", args=[act.party.slug])
    text = client.get(address, headers=HTMX).content.decode()
    assert text.count("<li") == 8
    assert f'data-live-url="{address}"' in text
