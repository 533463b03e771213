"""The explained Green Zone: settings that judge a night, who could stand in, and what each viewer may know of why."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.states import Role
from availability.models import Calendar, CalendarEntry, ImportedCalendar, TimeBlock
from availability.ranges import Period
from availability.states import MemberState, NightState
from bands.actions import update_band
from bands.queries import green_nights, green_zone, own_reasons, players, terms_of
from tests.bands.conftest import SATURDAY, SUNDAY, knows, plays, says

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def judged(party, **settings):
    update_band(acting_user=party.memberships.get(role=Role.OWNER).user, band=party.band, **settings)
    [night] = green_nights(party, [SATURDAY])
    return night


@pytest.fixture
def ben(trio, asa):
    """The drummer; he and Åsa have spoken of the whole year."""
    knows(asa)
    return knows(plays(trio, "Ben", "Drums, percussion"))


def test_a_night_without_an_essential_instrument_is_red_and_says_so(trio, ben):
    says(ben, "busy")
    night = judged(trio, quorum=1, essential_instruments=["DRUMS"])
    assert (night.state, night.lacking, night.missing) == (NightState.RED, ["DRUMS"], ["Ben"])


def test_a_dep_of_the_missing_instrument_who_is_free_makes_the_night_short(trio, ben):
    says(ben, "busy")
    knows(plays(trio, "Kim", "drums", Role.DEP))
    plays(trio, "Lou", "drums", Role.DEP)
    night = judged(trio, essential_instruments=["Drums"])
    assert night.state == NightState.SHORT
    assert [(each.missing.name, each.names) for each in night.stand_ins] == [("Ben", "Kim")]


def test_a_dep_who_has_not_said_or_plays_something_else_is_no_help(trio, ben):
    says(ben, "busy")
    plays(trio, "Lou", "drums", Role.DEP)
    knows(plays(trio, "Kim", "bass", Role.DEP))
    night = judged(trio, quorum=1, essential_instruments=["drums"])
    assert (night.state, night.stand_ins) == (NightState.RED, [])


def test_a_dep_never_makes_a_night_worse(trio, ben):
    says(plays(trio, "Kim", "drums", Role.DEP), "busy")
    assert judged(trio, essential_instruments=["drums"]).state == NightState.GREEN


def test_two_hours_in_one_piece_are_enough_where_the_band_says_so(trio, asa, ben):
    says(ben, "busy", hours=(20, 22))
    assert judged(trio, minimum_minutes=None).state == NightState.RED
    night = judged(trio, minimum_minutes=120)
    assert (night.state, night.window.length) == (NightState.GREEN, dt.timedelta(hours=2))
    assert night.window.starts_at == dt.datetime(2028, 3, 4, 21, tzinfo=dt.UTC)
    assert judged(trio, minimum_minutes=121).state == NightState.RED


def test_pieces_shorter_than_needed_are_left_out_of_the_ranges(trio, asa, ben):
    says(ben, "busy", hours=(0, 20))
    says(asa, "busy", hours=(21, 24))
    found = {}
    for minutes in (60, 61):
        update_band(acting_user=asa, band=trio.band, minimum_minutes=minutes)
        found[minutes] = green_zone(trio, SATURDAY, SATURDAY).ranges
    eight = dt.datetime(2028, 3, 4, 19, tzinfo=dt.UTC)
    assert found == {60: (Period(eight, eight + dt.timedelta(hours=1)),), 61: ()}


def test_the_public_calendar_judges_by_the_same_terms(trio, ben):
    plays(trio, "Kim", "Drums", Role.DEP)
    update_band(
        acting_user=trio.memberships.get(role=Role.OWNER).user,
        band=trio.band,
        essential_instruments=["drums"],
        minimum_minutes=90,
    )
    told = players(trio)
    members = [(each.user.calendar_id, each.instrument) for each in trio.memberships.exclude(role=Role.OWNER)]
    deps = [each.user.calendar_id for each in trio.memberships.filter(role=Role.DEP)]
    assert told.terms == terms_of(trio.band, members, deps)
    assert sorted(told.members) == sorted(calendar for calendar, _part in members if calendar not in deps)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_two_queries_whatever_the_members_deps_and_nights(trio, count, django_assert_num_queries):
    for number in range(count):
        plays(trio, f"Member {number}", "Drums")
        plays(trio, f"Dep {number}", "Drums", Role.DEP)
    update_band(acting_user=trio.memberships.get(role=Role.OWNER).user, band=trio.band, essential_instruments=["drums"])
    with django_assert_num_queries(2):
        green_nights(trio, [SATURDAY + dt.timedelta(days=number) for number in range(60)])


@pytest.fixture
def page(client):
    def get(user, party, night="2028-03-04", **headers):
        client.force_login(user)
        response = client.get(reverse("bands:night", args=[party.slug, night]), headers=headers)
        return response, response.content.decode()

    return get


def test_bandmates_read_busy_and_nothing_of_why(page, trio, asa, ben):
    rule = says(ben, "busy")
    rule.note = "Physiotherapy"
    rule.save()
    _response, text = page(asa, trio)
    assert "Ben" in text
    assert "Busy" in text
    assert "Physiotherapy" not in text


def test_a_member_reads_by_which_rule_and_calendar_and_promise_they_are_busy(trio, ben):
    rule = says(ben, "busy", hours=(19, 20))
    rule.note = "Physiotherapy"
    rule.save()
    imported = ImportedCalendar.objects.create(calendar=ben.calendar, kind="file", name="Work", timezone="UTC")
    begins = dt.datetime(2028, 3, 4, 20, tzinfo=dt.UTC)
    later = begins + dt.timedelta(hours=1)
    TimeBlock.objects.create(calendar=ben.calendar, kind="busy", period=(begins, later), imported=imported)
    occasion = ben.pk
    CalendarEntry.objects.create(
        calendar=ben.calendar, uid="1", status="confirmed", occasion=occasion, timezone="UTC", title="Noon at the Pier",
        period=(later, later + dt.timedelta(hours=1)), path="/shows/1/",
    )  # fmt: skip
    TimeBlock.objects.create(
        calendar=ben.calendar, kind="claim", occasion=occasion, period=(later, later + dt.timedelta(hours=1))
    )
    [night] = green_nights(trio, [SATURDAY])
    reasons = own_reasons(ben, night.period)
    assert [(reason.kind, reason.text) for reason in reasons] == [
        ("busy", "Physiotherapy"),
        ("busy", "from the calendar “Work”"),
        ("claim", "Noon at the Pier"),
    ]
    assert reasons[2].path == "/shows/1/"


def test_a_night_says_how_long_ago_the_silent_ones_last_spoke(page, trio, asa):
    kim, _lou = plays(trio, "Kim"), plays(trio, "Lou")
    weeks_ago = dt.datetime(2027, 12, 20, tzinfo=dt.UTC)
    Calendar.objects.filter(pk=kim.calendar_id).update(said_at=weeks_ago)
    Calendar.objects.filter(pk=asa.calendar_id).update(known_until=dt.datetime(2029, 1, 1, tzinfo=dt.UTC))
    _response, text = page(asa, trio)
    assert "updated 3 weeks ago" in text
    assert "never filled in" in text


def test_the_fragment_is_the_reasons_without_the_page(page, trio, asa):
    response, text = page(asa, trio, HX_Request="true")
    assert "<html" not in text
    assert "Your own calendar" in text
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize("night", ["2028-02-30", "tomorrow", "2028-3-4x", "1999-12-31", "2101-01-01", "9999-99-99"])
def test_what_is_no_night_is_not_found(page, trio, asa, night):
    assert page(asa, trio, night)[0].status_code == 404


def test_a_weekly_rule_is_judged_night_by_night(trio, asa, ben):
    says(ben, "busy", SUNDAY, rrule="FREQ=WEEKLY;COUNT=4")
    states = [night.state for night in green_zone(trio, SATURDAY, SATURDAY + dt.timedelta(days=8)).nights]
    assert [place for place, state in enumerate(states) if state == NightState.RED] == [1, 8]
    assert {member.state for member in green_nights(trio, [SUNDAY])[0].members} == {MemberState.FREE, MemberState.BUSY}
