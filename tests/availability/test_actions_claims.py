"""Promises: all or nothing, never twice, and what follows from them."""

import datetime as dt
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from availability.actions import Wanted, claim, lock_calendars, release_claims, start_drawing, write_entry
from availability.errors import Taken
from availability.models import Calendar, DayMask, TimeBlock
from availability.states import EntryStatus
from bookings.models import Show
from bookings.states import ShowState
from tests.factories import FAR_SATURDAY, CalendarFactory, ShowFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def want(calendar, start=FAR_SATURDAY, hours=3, occasion=None, **more) -> Wanted:
    return Wanted(calendar.pk, start, start + hours * HOUR, occasion or uuid4(), **more)


def release_claims_now(blocks):
    """Release, and let the database check now what it would check at commit."""
    release_claims(blocks=blocks)
    connection.check_constraints()


def test_claims_come_back_in_the_order_asked_for():
    later, earlier = CalendarFactory.create_batch(2)
    wanted = [want(earlier), want(later), want(earlier, FAR_SATURDAY + 5 * HOUR)]
    blocks = claim(wanted=wanted)
    assert [(block.calendar_id, block.period.lower, block.occasion) for block in blocks] == [
        (one.calendar_id, one.starts_at, one.occasion) for one in wanted
    ]
    assert set(TimeBlock.objects.values_list("pk", flat=True)) == {block.pk for block in blocks}


def test_claims_that_overlap_are_refused_and_nothing_of_them_stays():
    stage, band = CalendarFactory.create_batch(2)
    (first,) = claim(wanted=[want(stage)])
    with pytest.raises(Taken) as refusal:
        claim(wanted=[want(band), want(stage, FAR_SATURDAY + HOUR)])
    assert list(TimeBlock.objects.all()) == [first]
    (conflict,) = refusal.value.conflicts
    assert (conflict.calendar_id, conflict.starts_at) == (stage.pk, FAR_SATURDAY)


def test_conflicts_carry_the_title_of_the_entry():
    stage = CalendarFactory()
    one = want(stage)
    claim(wanted=[one])
    write_entry(
        calendar=stage, uid="show@x", occasion=one.occasion, status=EntryStatus.CONFIRMED, starts_at=one.starts_at,
        ends_at=one.ends_at, timezone="Europe/Berlin", title="Heavy Saturday",
    )  # fmt: skip
    with pytest.raises(Taken) as refusal:
        claim(wanted=[want(stage)])
    assert refusal.value.conflicts[0].title == "Heavy Saturday"


def test_claims_that_only_touch_stand_side_by_side():
    stage = CalendarFactory()
    claim(wanted=[want(stage, hours=3)])
    claim(wanted=[want(stage, FAR_SATURDAY + 3 * HOUR)])
    assert TimeBlock.objects.count() == 2


def test_one_occasion_may_claim_a_drummer_twice():
    drummer, occasion = CalendarFactory(), uuid4()
    twice = [want(drummer, occasion=occasion), want(drummer, occasion=occasion)]
    assert len({block.pk for block in claim(wanted=twice)}) == 2


def test_wants_that_contradict_each_other_are_refused():
    drummer = CalendarFactory()
    with pytest.raises(Taken) as refusal:
        claim(wanted=[want(drummer), want(drummer)])
    assert refusal.value.conflicts
    assert not TimeBlock.objects.exists()


def test_expired_claims_give_way_and_their_masks_go():
    stage = CalendarFactory()
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    claim(wanted=[want(stage, hours=1, expires_at=past)])
    (block,) = claim(wanted=[want(stage, FAR_SATURDAY + HOUR / 2, hours=1)])
    assert list(TimeBlock.objects.all()) == [block]
    assert DayMask.objects.get().mask == 0b11 << 41


@pytest.mark.parametrize("hours", [0, -1, 7 * 24 + 1])
def test_a_claim_without_length_or_over_a_week_is_bad_input(hours):
    with pytest.raises(ValidationError) as refusal:
        claim(wanted=[want(CalendarFactory(), hours=hours)])
    assert "ends_at" in refusal.value.message_dict


def test_nothing_wanted_is_nothing_written(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert claim(wanted=[]) == []


def test_a_claim_in_a_doubled_hour_is_found_again():
    """Python finds 02:30 of an autumn night in Berlin unequal to the same instant in UTC."""
    start = dt.datetime(2028, 10, 29, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    (block,) = claim(wanted=[Wanted(CalendarFactory().pk, start, start + 6 * HOUR, uuid4())])
    assert block.pk


def test_a_claim_raises_both_versions_of_the_calendar_and_of_those_that_draw_on_it():
    band, drummer, stranger = CalendarFactory.create_batch(3)
    start_drawing(calendar=band, on=drummer)
    before = {calendar.pk: calendar for calendar in Calendar.objects.all()}
    claim(wanted=[want(drummer)])
    for calendar in Calendar.objects.all():
        raised = 0 if calendar == stranger else 1
        assert calendar.version == before[calendar.pk].version + raised
        assert calendar.public_version == before[calendar.pk].public_version + raised


def test_releasing_deletes_claims_and_masks():
    stage = CalendarFactory()
    blocks = claim(wanted=[want(stage), want(stage, FAR_SATURDAY + 30 * HOUR)])
    release_claims(blocks=blocks[:1])
    assert list(TimeBlock.objects.all()) == blocks[1:]
    assert DayMask.objects.count() == 1
    release_claims(blocks=[*blocks, None])
    assert not DayMask.objects.exists()


def test_releasing_spares_what_is_no_claim():
    calendar = CalendarFactory()
    busy = TimeBlock.objects.create(calendar=calendar, period=(FAR_SATURDAY, FAR_SATURDAY + HOUR), kind="busy")
    release_claims(blocks=[busy])
    assert TimeBlock.objects.exists()


def test_a_claim_that_is_still_referred_to_cannot_be_released():
    show = ShowFactory()
    (block,) = claim(wanted=[want(show.stage.calendar, show.load_in_at, 7.5, occasion=show.pk)])
    Show.objects.update(claim=block, state=ShowState.OPEN)
    with pytest.raises(IntegrityError, match="claim_id"), transaction.atomic():
        release_claims_now([block])


def test_claiming_takes_the_same_number_of_queries_for_one_and_for_three(django_assert_num_queries):
    one, *three = CalendarFactory.create_batch(4)
    for calendars in ([one], three):
        with django_assert_num_queries(9):
            lock_calendars([calendar.pk for calendar in calendars])
            claim(wanted=[want(calendar) for calendar in calendars])
