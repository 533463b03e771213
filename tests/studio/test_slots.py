"""Free slots: what the reckoning says against a slow oracle that looks at every five minutes, and what the database
gives it."""

import datetime as dt
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Membership, Party
from accounts.states import Role
from availability.actions import say_time
from availability.actions.claims import Wanted, claim
from availability.actions.locks import lock_calendars
from availability.models import AvailabilityRule, Calendar, TimeBlock
from availability.ranges import Period
from availability.states import EditScope, SaidKind
from catalogue.models import Currency
from studio.actions import add_hours, add_service, change_hours, create_professional, remove_hours
from studio.models import DAY_MINUTES, Hours, Professional, Room, Service
from studio.queries.calendars import Diary, Stretch, Worker
from studio.queries.possible import who_can
from studio.queries.slots import openings, slots, slots_in, slots_of
from studio.rules.prices import price_of
from studio.states import RateKind, Reason, ServiceMode
from tests.factories import MembershipFactory, UserFactory

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
FIVE = 5 * MINUTE
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
CHANGES = [
    dt.datetime(2027, 3, 27, 12),
    dt.datetime(2027, 10, 30, 12),
    dt.datetime(2027, 11, 6, 12),
    dt.datetime(2027, 4, 3),
]
PARTY, ROOM, FIRST, SECOND = 1, 2, 3, 4


def a_diary(zone, hours, taken, service, workers=2):
    people = [Worker(uuid4(), pk) for pk in (FIRST, SECOND)[:workers]]
    professional = Professional(party=Party(name="Low End", timezone=zone, calendar_id=PARTY))
    service.professional = professional
    diary = Diary(professional, hours[0].period.starts_at, hours[-1].period.ends_at, [service], people)
    diary.hours, diary.taken = hours, taken
    return diary


def a_service(**more):
    fields = {
        "name": "Mixing",
        "rate_kind": RateKind.HOUR,
        "mode": ServiceMode.INSTANT,
        "amount_minor": 6_000,
        "currency_id": "EUR",
    }
    lengths = {"min_minutes": 60, "max_minutes": 480, "notice_minutes": 0, "buffer_minutes": 0}
    return Service(discipline="mixing", **fields | lengths | more)


def oracle(diary, service, minutes, since, until, at):
    """Every start at a full or half hour of the clocks, looked at in steps of five minutes."""
    zone, buffer = ZoneInfo(diary.professional.party.timezone), service.buffer_minutes * MINUTE
    room = [ROOM] if service.room else []
    start = since
    while start < until:
        local = start.astimezone(zone)
        end = start + minutes * MINUTE
        is_step = local.minute in (0, 30) and start >= at + service.notice_minutes * MINUTE
        if is_step and all(any(_in(each.period, t) for each in diary.hours) for t in _steps(start, end)):
            whole = list(_steps(start - buffer, end + buffer))
            calendars = [(PARTY, worker.calendar_id, *room) for worker in diary.workers]
            taken = [[period for pk in pks for period in diary.taken.get(pk, ())] for pks in calendars]
            if any(not any(_in(period, t) for period in each for t in whole) for each in taken):
                yield start
        start += FIVE


def _steps(start, end):
    while start < end:
        yield start
        start += FIVE


def _in(period, moment):
    return period.starts_at <= moment < period.ends_at


@st.composite
def cases(draw):
    zone = draw(st.sampled_from(ZONES))
    base = draw(st.sampled_from(CHANGES)).replace(tzinfo=dt.UTC)
    moments = st.integers(0, 36 * 12).map(lambda n: base + n * FIVE)

    def period():
        start = draw(moments)
        return Period(start, start + draw(st.integers(1, 14 * 12)) * FIVE)

    hours = sorted((Stretch(period()) for _ in range(draw(st.integers(1, 3)))), key=lambda each: each.period)
    taken = {pk: [period() for _ in range(draw(st.integers(0, 2)))] for pk in (PARTY, ROOM, FIRST, SECOND)}
    service = a_service(
        buffer_minutes=draw(st.sampled_from([0, 15, 60])), notice_minutes=draw(st.sampled_from([0, 120]))
    )
    if draw(st.booleans()):
        service.room = Room(name="A", calendar_id=ROOM)
    return a_diary(zone, hours, taken, service), service, draw(st.sampled_from([60, 90, 240])), draw(moments), base


pytestmark = pytest.mark.django_db


@settings(max_examples=150, deadline=None)
@given(cases())
def test_slots_are_those_of_the_oracle(case):
    diary, service, minutes, at, base = case
    until = base + 3 * DAY
    found = [slot.starts_at for slot in slots_in(diary, base, until, at=at, minutes=minutes)]
    assert found == list(oracle(diary, service, minutes, base, until, at))


def test_a_session_over_the_change_of_clocks_has_its_real_length():
    evening = Period(dt.datetime(2027, 3, 27, 22, tzinfo=dt.UTC), dt.datetime(2027, 3, 28, 4, tzinfo=dt.UTC))
    diary = a_diary("Europe/Berlin", [Stretch(evening)], {}, service := a_service())
    found = slots_in(diary, evening.starts_at, evening.ends_at, at=evening.starts_at - DAY, minutes=180)
    berlin = [slot.starts_at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M") for slot in found]
    assert berlin == ["23:00", "23:30", "00:00", "00:30", "01:00", "01:30", "03:00"]
    assert all(slot.ends_at - slot.starts_at == 3 * HOUR for slot in found)
    assert {slot.price_minor for slot in found} == {3 * service.amount_minor}


def test_hours_of_their_own_service_and_mode():
    start = dt.datetime(2027, 6, 1, 8, tzinfo=dt.UTC)
    mixing, mastering = a_service(), a_service(name="Mastering")
    hours = [
        Stretch(Period(start, start + 2 * HOUR), mode=ServiceMode.REQUEST),
        Stretch(Period(start + 2 * HOUR, start + 4 * HOUR), service_id=mastering.pk),
    ]
    diary = a_diary("Europe/Berlin", hours, {}, mixing)
    mastering.professional = diary.professional
    diary.services.append(mastering)
    found = slots_in(diary, start, start + DAY, at=start - DAY)
    told = {(slot.service.name, (slot.starts_at - start) / HOUR, slot.mode) for slot in found}
    asked, at_once = ServiceMode.REQUEST, ServiceMode.INSTANT
    assert told == {
        *(("Mixing", hour, asked) for hour in (0, 0.5, 1)),
        # over the border between both kinds of hours it is asked for
        *(("Mastering", hour, asked) for hour in (0, 0.5, 1, 1.5)),
        *(("Mastering", hour, at_once) for hour in (2, 2.5, 3)),
    }
    joined = [
        (each.first.service.name, each.first.mode, each.last.ends_at - each.first.starts_at) for each in openings(found)
    ]
    assert joined == [
        ("Mixing", asked, 2 * HOUR), ("Mastering", asked, 2.5 * HOUR), ("Mastering", at_once, 2 * HOUR)
    ]  # fmt: skip


def test_days_go_from_opening_to_closing():
    days = [dt.datetime(2027, 6, day, 8, tzinfo=dt.UTC) for day in (1, 2, 3, 5)]
    hours = [Stretch(Period(day + shift, day + shift + 4 * HOUR)) for day in days for shift in (0 * HOUR, 6 * HOUR)]
    service = a_service(rate_kind=RateKind.DAY, min_minutes=DAY_MINUTES, max_minutes=3 * DAY_MINUTES)
    diary = a_diary(
        "Europe/Berlin", hours, {FIRST: [Period(days[1] + 5 * HOUR, days[1] + 6 * HOUR)]}, service, workers=1
    )
    look = {"since": days[0] - DAY, "until": days[0] + 9 * DAY, "at": days[0] - DAY}
    [first, third, fifth] = slots_in(diary, **look)
    assert [slot.starts_at for slot in (first, third, fifth)] == [days[0], days[2], days[3]]
    assert (first.ends_at - first.starts_at, first.price_minor) == (10 * HOUR, 6_000)
    diary.taken = {}
    assert [slot.starts_at for slot in slots_in(diary, **look, minutes=3 * DAY_MINUTES)] == [days[0]]
    assert slots_in(diary, **look, minutes=4 * DAY_MINUTES) == []


def test_prices_of_parts_are_rounded_half_up():
    assert price_of(a_service(amount_minor=3_333), 90) == 5_000
    assert price_of(a_service(amount_minor=3_333, rate_kind=RateKind.FIXED, min_minutes=None), None) == 3_333


BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = dt.datetime(2027, 6, 7, 10, tzinfo=BERLIN)
AT = MONDAY - DAY


def open_on(user, professional, hour=10, length=8, **more):
    start = MONDAY.replace(hour=hour)
    times = {"starts_at": start, "ends_at": start + length * HOUR, "rrule": "FREQ=DAILY"}
    return add_hours(acting_user=user, professional=professional, **times | more)


@pytest.fixture
def opened(user, professional):
    """Open every day from 10 to 18 in Berlin, with a service of two to four hours at once."""
    open_on(user, professional)
    return a_stored_service(user, professional)


def a_stored_service(user, professional, **more):
    fields = {
        "name": "Mixing", "discipline": "mixing", "mode": "instant", "rate_kind": "hour", "amount_minor": 6_000,
        "currency": Currency.objects.get(code="EUR"), "min_minutes": 120, "max_minutes": 240, "notice_minutes": 0,
    }  # fmt: skip
    return add_service(acting_user=user, professional=professional, **fields | more)


def on_monday(professional, **more):
    return slots(professional, since=MONDAY.replace(hour=0), until=MONDAY.replace(hour=23), at=AT, **more)


def promise(calendar, starts_at, ends_at, **more):
    with transaction.atomic():
        lock_calendars([calendar.pk])
        [block] = claim(wanted=[Wanted(calendar.pk, starts_at, ends_at, uuid4(), **more)])
    return block


def first_and_last(found):
    return [f"{slot.starts_at.astimezone(BERLIN):%H:%M}" for slot in (found[0], found[-1])] if found else []


def test_slots_of_a_day(professional, opened):
    found = on_monday(professional)
    assert (len(found), first_and_last(found)) == (13, ["10:00", "16:00"])
    assert {(slot.minutes, slot.price_minor, slot.currency, slot.mode) for slot in found} == {
        (120, 12_000, "EUR", ServiceMode.INSTANT)
    }
    assert first_and_last(on_monday(professional, minutes=240)) == ["10:00", "14:00"]
    assert on_monday(professional, minutes=300) == []


def test_whatever_the_member_is_promised_or_busy_for_is_no_slot(user, professional, opened):
    promise(user.calendar, MONDAY, MONDAY + 3 * HOUR)
    say_time(
        acting_user=user, calendar=user.calendar, kind=SaidKind.BUSY, timezone="Europe/Berlin",
        starts_at=MONDAY + 5 * HOUR, ends_at=MONDAY + 6 * HOUR,
    )  # fmt: skip
    assert first_and_last(on_monday(professional)) == ["13:00", "16:00"]
    assert len(on_monday(professional)) == 2
    say_time(
        acting_user=user, calendar=user.calendar, kind=SaidKind.MAYBE, timezone="Europe/Berlin",
        starts_at=MONDAY + 3 * HOUR, ends_at=MONDAY + 5 * HOUR,
    )  # fmt: skip
    assert len(on_monday(professional)) == 2


def test_an_expired_claim_is_passed_over(user, professional, opened):
    promise(user.calendar, MONDAY, MONDAY + 8 * HOUR, expires_at=timezone.now() + HOUR)
    assert on_monday(professional) == []
    TimeBlock.objects.claims().update(expires_at=timezone.now() - HOUR)
    assert len(on_monday(professional)) == 13


def test_another_member_takes_over_but_not_in_the_same_room(user, professional, opened):
    other = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    promise(user.calendar, MONDAY, MONDAY + 8 * HOUR)
    assert len(on_monday(professional)) == 13
    opened.workers.set([user])
    assert on_monday(professional) == []
    opened.workers.clear()
    opened.room = room = Room.objects.create(professional=professional, name="A", calendar=Calendar.objects.create())
    opened.save()
    promise(room.calendar, MONDAY, MONDAY + 2 * HOUR)
    assert first_and_last(on_monday(professional)) == ["12:00", "16:00"]
    Membership.objects.filter(user=other).update(may_be_booked=False)
    assert on_monday(professional) == []


def test_what_the_leaders_closed_is_no_slot(user, professional, opened):
    say_time(
        acting_user=user, calendar=professional.party.calendar, kind=SaidKind.BUSY, timezone="Europe/Berlin",
        starts_at=MONDAY, ends_at=MONDAY + 6 * HOUR,
    )  # fmt: skip
    assert first_and_last(on_monday(professional)) == ["16:00", "16:00"]


def test_who_can_says_what_slots_says(user, professional, opened):
    opened.buffer_minutes, opened.notice_minutes = 30, 60
    opened.save()
    promise(user.calendar, MONDAY + 3 * HOUR, MONDAY + 4 * HOUR)
    listed = {slot.starts_at: slot.mode for slot in on_monday(professional, minutes=120)}
    assert len(listed) == 6
    service = Service.objects.select_related("professional__party", "room").get()
    at = MONDAY.replace(hour=0)
    while at < MONDAY.replace(hour=23):
        found = who_can(service, starts_at=at, minutes=120, at=AT)
        assert bool(found.workers) == (at in listed), at
        assert bool(found.reason) != bool(found.workers)
        at += 15 * MINUTE


@pytest.mark.parametrize(
    ("starts_at", "minutes", "at", "reason"),
    [
        (MONDAY, 60, AT, Reason.WRONG_LENGTH),
        (MONDAY, 135, AT, Reason.WRONG_LENGTH),
        (MONDAY, 120, MONDAY - 30 * MINUTE, Reason.TOO_SOON),
        (MONDAY + 7 * HOUR, 120, AT, Reason.OUTSIDE_HOURS),
        (MONDAY + 10 * MINUTE, 120, AT, Reason.OUTSIDE_HOURS),
        (MONDAY + 3 * HOUR, 120, AT, Reason.TAKEN),
    ],
)
def test_why_not(user, professional, opened, starts_at, minutes, at, reason):
    Service.objects.update(notice_minutes=60)
    promise(user.calendar, MONDAY + 3 * HOUR, MONDAY + 4 * HOUR)
    service = Service.objects.select_related("professional__party", "room").get()
    assert who_can(service, starts_at=starts_at, minutes=minutes, at=at).reason == reason


def test_a_claim_of_its_own_is_not_in_the_way(user, professional, opened):
    own = promise(user.calendar, MONDAY, MONDAY + 2 * HOUR)
    service = Service.objects.select_related("professional__party", "room").get()
    ask = {"starts_at": MONDAY, "minutes": 180, "at": AT}
    assert who_can(service, **ask).reason == Reason.TAKEN
    assert [worker.user_id for worker in who_can(service, **ask, besides=own.occasion).workers] == [user.pk]


def test_many_professionals_take_as_many_queries_as_one(user, professional, opened, django_assert_num_queries):
    week = {"since": MONDAY, "until": MONDAY + 7 * DAY, "at": AT}
    with django_assert_num_queries(5):
        assert len(slots(professional, **week)) == 7 * 13
    facts = {"timezone": "Europe/Berlin", "disciplines": ["mixing"]}
    others = [create_professional(acting_user=UserFactory(), name=f"No {n}", **facts) for n in range(3)]
    for other in others:
        owner = other.party.memberships.first().user
        open_on(owner, other, mode="request")
        a_stored_service(owner, other)
    with django_assert_num_queries(5):
        found = slots_of([professional, *others], **week)
    assert {pk: len(each) for pk, each in found.items()} == {one.pk: 91 for one in (professional, *others)}
    assert {slot.mode for other in others for slot in found[other.pk]} == {ServiceMode.REQUEST}


def test_hours_keep_their_meaning_when_one_date_is_changed(user, professional, opened):
    rule = open_on(user, professional, hour=19, length=3, service=opened, mode="request")
    change_hours(
        acting_user=user, professional=professional, rule=rule, scope=EditScope.ONE, on=MONDAY.date(),
        starts_at=MONDAY.replace(hour=20), ends_at=MONDAY.replace(hour=23), service=opened, mode="request",
    )  # fmt: skip
    evening = [slot for slot in on_monday(professional) if slot.starts_at >= MONDAY.replace(hour=18)]
    assert (first_and_last(evening), {slot.mode for slot in evening}) == (["20:00", "21:00"], {ServiceMode.REQUEST})
    remove_hours(acting_user=user, professional=professional, rule=rule)
    assert AvailabilityRule.objects.filter(series=rule.series).exists()  # the other date
    assert Hours.objects.exists()


def test_only_leaders_open_hours_and_for_services_of_their_own(user, professional, opened):
    member = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    with pytest.raises(PermissionDenied):
        open_on(member, professional, hour=19, length=3)
    foreign = create_professional(acting_user=user, name="B", timezone="Europe/Berlin", disciplines=["mixing"])
    for wrong in ({"service": a_stored_service(user, foreign)}, {"mode": "maybe"}):
        with pytest.raises(ValidationError):
            open_on(user, professional, hour=19, length=3, **wrong)
    assert not Hours.objects.exists()
