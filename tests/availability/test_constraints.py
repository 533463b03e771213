"""What the database refuses, whatever path a write takes: raw SQL here."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from availability.models import TimeBlock
from tests.factories import CalendarFactory

pytestmark = pytest.mark.django_db

OCCASION = "01900000-0000-7000-8000-000000000001"
OTHER = "01900000-0000-7000-8000-000000000002"
EVENING = "[2028-03-04 19:00+00,2028-03-04 23:00+00)"


def insert(calendar, *, kind="claim", period=EVENING, occasion=OCCASION, expires_at=None):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO availability_timeblock (calendar_id, kind, period, occasion, expires_at)"
            " VALUES (%s, %s, %s::tstzrange, %s, %s)",
            [calendar.pk, kind, period, occasion, expires_at],
        )


def test_two_claims_of_a_calendar_never_overlap():
    calendar = CalendarFactory()
    insert(calendar)
    with pytest.raises(IntegrityError, match="timeblock_claims_never_overlap"):
        insert(calendar, occasion=OTHER, period="[2028-03-04 22:59:59+00,2028-03-05 01:00+00)")
    insert(calendar, occasion=OTHER, period="[2028-03-04 23:00+00,2028-03-05 01:00+00)")
    insert(CalendarFactory(), occasion=OTHER)
    insert(calendar)


def test_a_claim_cannot_be_moved_onto_another():
    calendar = CalendarFactory()
    insert(calendar)
    insert(calendar, occasion=OTHER, period="[2028-03-05 19:00+00,2028-03-05 23:00+00)")
    with pytest.raises(IntegrityError, match="never_overlap"), connection.cursor() as cursor:
        cursor.execute("UPDATE availability_timeblock SET period = %s::tstzrange", [EVENING])


def test_what_is_said_cannot_be_turned_into_a_claim_over_another():
    calendar = CalendarFactory()
    insert(calendar)
    insert(calendar, kind="busy", occasion=None)
    with pytest.raises(IntegrityError, match="never_overlap"), connection.cursor() as cursor:
        cursor.execute("UPDATE availability_timeblock SET kind = 'claim', occasion = %s WHERE kind = 'busy'", [OTHER])


@pytest.mark.parametrize("kind", ["claim", "busy"])
@pytest.mark.parametrize(
    "period",
    [
        "empty",
        "[2028-03-04 19:00+00,2028-03-04 19:00+00)",
        "[2028-03-04 19:00+00,)",
        "(,2028-03-04 19:00+00)",
        "(,)",
        "[2028-03-04 19:00+00,infinity)",
        "[-infinity,2028-03-04 19:00+00)",
        "[2028-03-04 19:00+00,2028-03-11 19:00:01+00)",
        "[2028-03-04 19:00+00,2028-03-04 23:00+00]",
        "(2028-03-04 19:00+00,2028-03-04 23:00+00)",
    ],
)
def test_only_sane_periods_are_stored(kind, period):
    with pytest.raises(IntegrityError, match="timeblock_period_is_sane"):
        insert(CalendarFactory(), kind=kind, period=period, occasion=OCCASION if kind == "claim" else None)


def test_a_whole_week_is_sane():
    insert(CalendarFactory(), period="[2028-03-04 19:00+00,2028-03-11 19:00+00)")
    period = TimeBlock.objects.get().period
    assert period.upper - period.lower == dt.timedelta(days=7)


@pytest.mark.parametrize(
    ("kind", "occasion", "expires_at"),
    [
        ("claim", None, None),
        ("busy", OCCASION, None),
        ("free", None, "2028-01-01"),
        ("maybe", OCCASION, None),
    ],
)
def test_claims_alone_have_an_occasion_and_may_expire(kind, occasion, expires_at):
    with pytest.raises(IntegrityError, match="timeblock_claim_has_occasion"):
        insert(CalendarFactory(), kind=kind, occasion=occasion, expires_at=expires_at)


@pytest.mark.parametrize("kind", ["", "CLAIM", "holiday"])
def test_unknown_kinds_are_refused(kind):
    with pytest.raises(IntegrityError, match="timeblock_"):
        insert(CalendarFactory(), kind=kind, occasion=None)


@pytest.mark.parametrize("mask", [0, -1, 1 << 48])
def test_a_mask_is_48_bits_and_never_empty(mask):
    with pytest.raises(IntegrityError, match="daymask_is_48_bits"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO availability_daymask (calendar_id, day, mask) VALUES (%s, '2028-03-04', %s)",
            [CalendarFactory().pk, mask],
        )


def test_a_calendar_does_not_draw_on_itself():
    calendar = CalendarFactory()
    with pytest.raises(IntegrityError, match="calendarsource_not_itself"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO availability_calendarsource (calendar_id, draws_on_id, since) VALUES (%s, %s, now())",
            [calendar.pk, calendar.pk],
        )


def test_what_a_calendar_tells_has_a_status_of_the_rfc():
    with pytest.raises(IntegrityError, match="calendarentry_status_is_known"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO availability_calendarentry (id, calendar_id, uid, sequence, status, occasion, period,"
            " timezone, title, text, place, call_link, path, is_hold, created_at,"
            " modified_at, words) VALUES (%s, %s, 'x', 0, 'perhaps', %s, %s::tstzrange, 'UTC', 't', '', '', '', '',"
            " false, now(), now(), '{}')",
            [OCCASION, CalendarFactory().pk, OTHER, EVENING],
        )
