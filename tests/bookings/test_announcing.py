"""Open pages learn that a show may be named, in the minute in which it may."""

import datetime as dt

import pytest
from django.utils.timezone import now

from bookings.periodic.bookings import tell_announced
from reviews.models import Review
from reviews.queries import reviews_of
from tests.bookings.scenes import a_confirmed_booking

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def public_versions(*calendars) -> list[int]:
    for calendar in calendars:
        calendar.refresh_from_db()
    return [calendar.public_version for calendar in calendars]


def test_announcement_that_is_due_wakes_the_calendars_of_stage_and_act(house, act):
    due = now() + 30 * MINUTE
    booking = a_confirmed_booking(house, act, announce_at=due)
    calendars = booking.spot.show.stage.calendar, act.party.calendar
    before = public_versions(*calendars)
    assert tell_announced(due - MINUTE) == 0
    assert tell_announced(due) == 1
    assert public_versions(*calendars) == [version + 1 for version in before]
    assert tell_announced(due + 5 * MINUTE) == 0


def test_review_of_a_show_that_was_never_announced_names_nobody(house, act):
    booking = a_confirmed_booking(house, act, announce_at=now() + dt.timedelta(days=4000))
    Review.objects.create(booking=booking, author=house.party, subject=act.party, rating=4, revealed_at=now())
    assert [said.author_name for said in reviews_of(act.party)] == ["A client"]
