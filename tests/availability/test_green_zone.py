"""The Green Zone against a slow oracle, over changes of clocks; and its edges one by one."""

import datetime as dt
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from availability.models import AvailabilityRule, ImportedCalendar, TimeBlock
from availability.queries.manager import AvailabilityManager, Terms
from availability.ranges import Period
from availability.states import MemberState, NightState
from tests.availability import oracle
from tests.availability.oracle import SaidTime
from tests.availability.strategies import DAYS, QUARTER, ZONES_AND_DAYS, said_times, store, wall_times
from tests.factories import CalendarFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

START = dt.datetime(2028, 3, 20, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ALWAYS_KNOWN = START + dt.timedelta(days=400)


@many
@given(data=st.data(), size=st.integers(0, 4))
def test_green_ranges_are_what_the_walk_through_time_finds(data, size):
    members = [data.draw(said_times(START)) for _count in range(size)]
    own = data.draw(said_times(START))
    end = START + DAYS * dt.timedelta(days=1)
    found = AvailabilityManager.green_ranges(
        calendar_ids=[store(member, uuid4()).pk for member in members],
        extra_calendar_ids=[store(own, uuid4()).pk],
        period=Period(START, end),
    )
    walked = {moment for period in found for moment in oracle.steps(period.starts_at, period.ends_at)}
    assert walked == oracle.green_steps(members, [own], START, end)
    assert all(one.ends_at < next_one.starts_at for one, next_one in pairwise(found))


PARTS = ("drums", "bass", "voice")
wanted_terms = st.builds(
    oracle.Wanted,
    quorum=st.one_of(st.none(), st.integers(1, 4)),
    essential=st.frozensets(st.sampled_from(PARTS), max_size=2),
    parts=st.lists(st.sampled_from(PARTS), min_size=6, max_size=6),
    minutes=st.one_of(st.none(), st.integers(1, 24).map(lambda quarters: quarters * 15)),
)


@pytest.mark.slow
@many
@given(
    data=st.data(),
    zone_and_day=st.sampled_from(ZONES_AND_DAYS),
    size=st.integers(0, 4),
    deps_size=st.integers(0, 2),
    wanted=wanted_terms,
    evening_from=wall_times,
    evening_to=wall_times,
)
def test_nights_are_what_the_walk_through_time_finds(
    data, zone_and_day, size, deps_size, wanted, evening_from, evening_to
):
    timezone, first = zone_and_day
    midnight = dt.datetime.combine(first, dt.time(), dt.UTC)
    members = [data.draw(said_times(midnight)) for _count in range(size)]
    deps = [data.draw(said_times(midnight)) for _count in range(deps_size)]
    own = data.draw(said_times(midnight))
    ids, dep_ids = ([store(each, uuid4()).pk for each in people] for people in (members, deps))
    terms = terms_of(wanted, ids, dep_ids)
    shuffled = data.draw(st.permutations(ids))
    nights = AvailabilityManager.nights(
        members=shuffled, own_calendar_id=store(own, uuid4()).pk, first=first,
        last=first + dt.timedelta(days=DAYS - 1), timezone=timezone, evening_from=evening_from, evening_to=evening_to,
        terms=terms,
    )  # fmt: skip
    assert [night.night for night in nights] == [first + dt.timedelta(days=count) for count in range(DAYS)]
    for night in nights:
        start, end = oracle.evening_of(night.night, evening_from, evening_to, timezone)
        assert (night.period.starts_at, night.period.ends_at) == (start, end)
        since, state, words, of_deps = oracle.best_of(members, deps, start, end, wanted)
        assert night.window.starts_at == since
        assert night.members == dict(zip(ids, words, strict=True))
        assert night.deps == dict(zip(dep_ids, of_deps, strict=True))
        own_is_taken = oracle.strongest(own, start, end) == "busy"
        assert night.state == ("red" if own_is_taken else state)


def terms_of(wanted: oracle.Wanted, members: list[int], deps: list[int]) -> Terms:
    plays = zip([*members, *deps], [*wanted.parts[: len(members)], *wanted.parts[len(members) :]], strict=False)
    return Terms(
        quorum=wanted.quorum,
        essential=wanted.essential,
        plays={calendar_id: frozenset({part}) for calendar_id, part in plays},
        deps=tuple(deps),
        minimum=wanted.minutes and dt.timedelta(minutes=wanted.minutes),
    )


@many
@given(data=st.data(), size=st.integers(1, 4), first=st.integers(0, 400), length=st.integers(1, 150))
def test_states_are_what_the_walk_through_time_finds(data, size, first, length):
    members = [data.draw(said_times(START)) for _count in range(size)]
    period = Period(START + first * QUARTER, START + (first + length) * QUARTER)
    ids = [store(member, uuid4()).pk for member in members]
    words = [oracle.strongest(member, period.starts_at, period.ends_at) for member in members]
    assert AvailabilityManager.states(calendar_ids=ids, period=period) == dict(zip(ids, words, strict=True))


def known(*stretches) -> SaidTime:
    return SaidTime(ALWAYS_KNOWN, list(stretches))


def test_nobody_asked_is_nothing_green(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert AvailabilityManager.green_ranges(calendar_ids=[], period=Period(START, START + HOUR)) == []


def test_a_calendar_that_does_not_exist_is_never_free():
    calendar = store(known(), uuid4())
    ids = [calendar.pk, calendar.pk + 1000]
    assert AvailabilityManager.green_ranges(calendar_ids=ids, period=Period(START, START + HOUR)) == []


def test_an_expired_claim_is_no_claim():
    calendar = store(known(), uuid4())
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    TimeBlock.objects.create(
        calendar=calendar, kind="claim", period=(START, START + HOUR), occasion=uuid4(), expires_at=past
    )
    period = Period(START, START + HOUR)
    assert AvailabilityManager.green_ranges(calendar_ids=[calendar.pk], period=period) == [period]
    assert AvailabilityManager.states(calendar_ids=[calendar.pk], period=period) == {calendar.pk: MemberState.FREE}


@pytest.mark.parametrize(
    ("states", "quorum", "night"),
    [
        ([], None, NightState.UNKNOWN),
        (["free", "free"], None, NightState.GREEN),
        (["free", "maybe"], None, NightState.AMBER),
        (["free", "unknown"], None, NightState.UNKNOWN),
        (["free", "unknown"], 1, NightState.UNKNOWN),
        (["busy", "unknown"], None, NightState.RED),
        (["busy", "free", "maybe"], None, NightState.RED),
        (["busy", "free", "maybe"], 2, NightState.SHORT),
        (["busy", "free", "unknown"], 2, NightState.UNKNOWN),
        (["busy", "busy", "unknown"], 2, NightState.RED),
    ],
)
def test_the_states_of_members_make_the_state_of_a_night(states, quorum, night):
    assert AvailabilityManager.night_state([MemberState(state) for state in states], quorum) == night


def ask_nights(members, own, days=1, terms=None):
    return AvailabilityManager.nights(
        members=[member.pk for member in members], own_calendar_id=own.pk, first=START.date(),
        last=START.date() + dt.timedelta(days=days - 1), timezone="Europe/Berlin", evening_from=dt.time(19),
        evening_to=dt.time(0), terms=terms or Terms(),
    )  # fmt: skip


def test_a_night_on_which_the_band_is_promised_is_red_and_says_so():
    evening = (START + 18 * HOUR, START + 22 * HOUR)
    member, own = store(known(), uuid4()), store(known((*evening, "claim")), uuid4())
    (night,) = ask_nights([member], own)
    assert (night.state, night.is_claimed, night.members) == ("red", True, {member.pk: "free"})


def test_a_member_who_is_promised_elsewhere_is_busy_and_the_band_is_not_claimed():
    member = store(known((START + 18 * HOUR, START + 22 * HOUR, "claim")), uuid4())
    (night,) = ask_nights([member], CalendarFactory())
    assert (night.state, night.is_claimed, night.members) == ("red", False, {member.pk: "busy"})


@pytest.mark.parametrize(("members", "days"), [(1, 1), (3, 90)])
def test_any_number_of_members_and_nights_is_one_statement(django_assert_num_queries, members, days):
    calendars, own = CalendarFactory.create_batch(members), CalendarFactory()
    with django_assert_num_queries(1):
        assert len(ask_nights(calendars, own, days)) == days
    ids = [calendar.pk for calendar in calendars]
    with django_assert_num_queries(1):
        AvailabilityManager.green_ranges(calendar_ids=ids, period=Period(START, START + days * 24 * HOUR))
    with django_assert_num_queries(1):
        AvailabilityManager.states(calendar_ids=ids, period=Period(START, START + HOUR))


@pytest.mark.parametrize("zone", ["Pacific/Apia", "America/St_Johns"])
def test_nights_do_not_depend_on_the_servers_or_the_viewers_zone(zone):
    busy, maybe = ((START + first * HOUR, START + (first + 1) * HOUR) for first in (18, 44))
    member = store(known((*busy, "busy"), (*maybe, "maybe")), uuid4())
    own = CalendarFactory()
    here = ask_nights([member], own, 3)
    with timezone.override(zone), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('TimeZone', %s, true)", [zone])
        there = ask_nights([member], own, 3)
    assert here == there
    assert [night.state for night in here] == ["red", "amber", "green"]


@pytest.mark.parametrize("size", [1, 3, 30])
def test_imports_rules_and_silence_of_any_number_are_one_statement(django_assert_num_queries, size):
    members, deps = (CalendarFactory.create_batch(size, known_until=START + 36 * HOUR) for _group in range(2))
    for calendar in [*members, *deps]:
        imported = ImportedCalendar.objects.create(calendar=calendar, kind="file", name="Work", timezone="UTC")
        rule = AvailabilityRule.objects.create(
            calendar=calendar, kind="free", starts_at=START, ends_at=START + HOUR, timezone="UTC", rrule="FREQ=DAILY"
        )
        for kind, source in (("busy", {"imported": imported}), ("free", {"rule": rule}), ("maybe", {"rule": rule})):
            period = (START + 40 * HOUR, START + 47 * HOUR)
            TimeBlock.objects.create(calendar=calendar, kind=kind, period=period, **source)
    terms = Terms(
        quorum=1, essential=frozenset({"drums"}), minimum=HOUR, deps=tuple(dep.pk for dep in deps),
        plays={calendar.pk: frozenset({"drums"}) for calendar in [*members, *deps]},
    )  # fmt: skip
    with django_assert_num_queries(1):
        found = ask_nights(members, CalendarFactory.build(pk=0), 3, terms=terms)
    assert [night.state for night in found] == ["green", "red", "unknown"]


def test_no_nights_asked_are_none_given():
    assert ask_nights([CalendarFactory()], CalendarFactory(), days=0) == []
