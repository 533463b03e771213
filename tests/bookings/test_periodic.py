import pytest

from bookings.models import Booking, Show
from bookings.periodic.bookings import complete_past, expire_pending
from bookings.queries.changes import completes_at
from bookings.states import BookingState, ShowState
from bookings.tasks import complete_past as complete_past_task
from bookings.tasks import expire_pending as expire_pending_task
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY

pytestmark = pytest.mark.django_db


def test_complete_past_ends_what_is_over_and_nothing_else(house, act):
    over = a_confirmed_booking(house, act).spot.show
    an_open_show(house, starts_at=over.out_at.replace(year=2029))
    assert complete_past(over.out_at) == 0
    assert complete_past(completes_at(over)) == 1
    assert complete_past(completes_at(over)) == 0
    assert sorted(Show.objects.values_list("state", flat=True)) == [ShowState.OPEN, ShowState.PLAYED]


def test_expire_pending_ends_what_is_late_and_nothing_else(house, act):
    show = an_open_show(house)
    late = an_application(act, show)
    an_application(an_act(), show, at=late.answer_by)
    assert expire_pending(late.answer_by) == 1
    assert expire_pending(late.answer_by) == 0
    assert sorted(Booking.objects.values_list("state", flat=True)) == [BookingState.EXPIRED, BookingState.PENDING]


def test_the_tasks_look_at_the_clock(house, act, time_machine):
    booking = an_application(act, an_open_show(house))
    for task in (expire_pending_task, complete_past_task):
        task()
    booking.refresh_from_db()
    assert booking.state == BookingState.PENDING
    time_machine.move_to(FAR_SATURDAY.replace(year=2030))
    for task in (expire_pending_task, complete_past_task):
        task()
    booking.refresh_from_db()
    assert booking.state == BookingState.EXPIRED
