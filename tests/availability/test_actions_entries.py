"""What calendars tell: written for many at once, and only where it changes."""

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
import time_machine

from availability.actions import EntryDraft, cancel_entries, write_entries
from availability.models import Calendar, CalendarEntry
from availability.states import EntryStatus
from tests.factories import FAR_SATURDAY, CalendarFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
LATER = dt.datetime(2028, 1, 2, tzinfo=dt.UTC)


def draft(calendar: Calendar, **values) -> EntryDraft:
    return EntryDraft(**{
        "calendar_id": calendar.pk, "uid": "gig@stageslot", "occasion": uuid4(), "status": EntryStatus.TENTATIVE,
        "starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + HOUR, "timezone": "Europe/Berlin", "title": "A gig",
    } | values)  # fmt: skip


def versions() -> list[int]:
    return list(Calendar.objects.order_by("pk").values_list("public_version", flat=True))


@pytest.fixture
def drafts():
    return [draft(calendar) for calendar in CalendarFactory.create_batch(3)]


@pytest.mark.parametrize("count", [1, 3])
def test_writing_takes_three_statements_and_nothing_changed_one(drafts, count, django_assert_num_queries):
    with django_assert_num_queries(3):  # what is there, write, touch
        write_entries(drafts=drafts[:count])
    with django_assert_num_queries(1):
        write_entries(drafts=drafts[:count])
    with django_assert_num_queries(3):
        write_entries(drafts=[replace(each, title="Another gig") for each in drafts[:count]])
    with django_assert_num_queries(3):
        cancel_entries(calendar_ids=[each.calendar_id for each in drafts[:count]], uid="gig@stageslot")


def test_new_changed_moved_and_unchanged_ones_are_told_apart(drafts):
    with time_machine.travel(dt.datetime(2028, 1, 1, tzinfo=dt.UTC), tick=False):
        write_entries(drafts=drafts)
    new = draft(CalendarFactory())
    before = versions()
    with time_machine.travel(LATER, tick=False):
        renamed, moved = replace(drafts[0], title="Renamed"), replace(drafts[1], starts_at=FAR_SATURDAY - HOUR)
        returned = write_entries(drafts=[moved, new, drafts[2], renamed])
    stored = [CalendarEntry.objects.get(calendar=entry.calendar_id, uid=entry.uid) for entry in returned]
    assert [entry.calendar_id for entry in stored] == [each.calendar_id for each in (moved, new, drafts[2], renamed)]
    assert [entry.pk for entry in stored] == [entry.pk for entry in returned]
    assert [entry.sequence for entry in stored] == [1, 0, 0, 0]
    assert [entry.modified_at == LATER for entry in stored] == [True, True, False, True]
    assert [old == new for old, new in zip(before, versions(), strict=True)] == [False, False, True, False]
    assert stored[3].title == "Renamed"


def test_a_cancelled_entry_comes_back_with_a_higher_sequence(drafts):
    write_entries(drafts=drafts[:1])
    [cancelled] = cancel_entries(calendar_ids=[each.calendar_id for each in drafts], uid="gig@stageslot")
    assert (cancelled.status, cancelled.sequence) == (EntryStatus.CANCELLED, 1)
    [back] = write_entries(drafts=drafts[:1])
    back.refresh_from_db()
    assert (back.status, back.sequence, back.cancelled_at) == (EntryStatus.TENTATIVE, 2, None)


def test_other_uids_of_the_same_calendars_stay_as_they_are(drafts):
    other = replace(drafts[0], uid="other@stageslot")
    write_entries(drafts=[*drafts, other])
    write_entries(drafts=[replace(drafts[0], title="New"), replace(drafts[1], uid="other@stageslot")])
    assert CalendarEntry.objects.get(calendar=other.calendar_id, uid=other.uid).title == "A gig"
    assert CalendarEntry.objects.count() == 5
