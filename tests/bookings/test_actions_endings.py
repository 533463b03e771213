import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from availability.models import CalendarEntry, TimeBlock
from bookings.actions import (
    accept_booking,
    cancel_booking,
    complete_show,
    create_show,
    decline_booking,
    expire_booking,
    withdraw_booking,
)
from bookings.queries.changes import completes_at
from bookings.states import BookingState, Event, ShowState, SpotState
from engagements.errors import WrongState
from engagements.states import Channel
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def waiting(house, act):
    return an_application(act, an_open_show(house))


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("user", flat=True))


@pytest.mark.parametrize("side", ["host", "act", "staff"])
def test_cancel_frees_everybody_and_reopens_spot_and_show(booking, house, act, side, commit_checks):
    user = {"host": house.manager, "act": act.leader, "staff": UserFactory(is_staff=True)}[side]
    cancelled = cancel_booking(acting_user=user, booking=booking, message="Ill", channel=Channel.PAGE)
    commit_checks()
    assert (cancelled.state, cancelled.claim) == (BookingState.CANCELLED, None)
    assert (cancelled.spot.state, cancelled.spot.show.state) == (SpotState.OPEN, ShowState.OPEN)
    assert list(TimeBlock.objects.values_list("calendar", flat=True)) == [house.stage.calendar_id]


def test_cancel_tells_both_sides_and_the_players_but_not_who_did_it(booking, house, act):
    cancel_booking(acting_user=act.leader, booking=booking)
    assert told("bookings.cancelled") == {user.pk for user in (house.manager, *act.members)}


def test_cancel_marks_calendars(booking, house, act):
    cancel_booking(acting_user=house.manager, booking=booking)
    entry = CalendarEntry.objects.get(calendar=act.members[0].calendar)
    assert (entry.status, entry.sequence) == ("cancelled", 1)
    assert CalendarEntry.objects.get(calendar=house.stage.calendar).status == "tentative"


def test_after_a_cancellation_the_spot_is_filled_again(booking, house, act):
    cancel_booking(acting_user=house.manager, booking=booking)
    other = an_application(an_act(), booking.spot.show)
    assert accept_booking(acting_user=house.manager, booking=other).state == BookingState.CONFIRMED


def test_cancel_is_for_the_two_sides_and_staff(booking, act):
    for user in (UserFactory(), act.members[0]):
        with pytest.raises(PermissionDenied):
            cancel_booking(acting_user=user, booking=booking)


def test_staff_cancel_from_the_administration_with_a_reason(booking):
    staff = UserFactory(is_staff=True)
    with pytest.raises(ValidationError) as refused:
        cancel_booking(acting_user=staff, booking=booking, channel=Channel.ADMIN)
    assert set(refused.value.message_dict) == {"message"}


def test_cancel_of_what_is_pending_or_over_is_refused(booking, waiting_elsewhere, house):
    with pytest.raises(WrongState):
        cancel_booking(acting_user=house.manager, booking=waiting_elsewhere)
    with pytest.raises(WrongState):
        cancel_booking(acting_user=house.manager, booking=booking, at=booking.spot.show.out_at)


@pytest.fixture
def waiting_elsewhere(house):
    return an_application(an_act(), an_open_show(house, starts_at=FAR_SATURDAY + 48 * HOUR))


def test_decline_is_for_whose_turn_it_is(waiting, house, act):
    with pytest.raises(PermissionDenied):
        decline_booking(acting_user=act.leader, booking=waiting)
    declined = decline_booking(acting_user=house.manager, booking=waiting, message="Next year?")
    assert (declined.state, declined.turn) == (BookingState.DECLINED, "")
    assert declined.history.last().text == "Next year?"
    assert told("bookings.declined") == {act.leader.pk}


def test_withdraw_is_for_who_applied(waiting, house, act):
    with pytest.raises(PermissionDenied):
        withdraw_booking(acting_user=house.manager, booking=waiting)
    assert withdraw_booking(acting_user=act.leader, booking=waiting).state == BookingState.WITHDRAWN
    assert told("bookings.withdrawn") == {house.manager.pk}


def test_strangers_neither_decline_nor_withdraw(waiting):
    for action in (decline_booking, withdraw_booking):
        with pytest.raises(PermissionDenied):
            action(acting_user=UserFactory(), booking=waiting)


def test_what_has_ended_does_not_end_again(waiting, house, act):
    decline_booking(acting_user=house.manager, booking=waiting)
    for action, user in ((decline_booking, house.manager), (withdraw_booking, act.leader)):
        with pytest.raises(WrongState) as refused:
            action(acting_user=user, booking=waiting)
        assert refused.value.state == BookingState.DECLINED


def test_a_booking_expires_at_its_time_and_both_sides_hear(waiting, house, act):
    assert expire_booking(booking=waiting, at=waiting.answer_by - dt.timedelta(seconds=1)).state == BookingState.PENDING
    expired = expire_booking(booking=waiting, at=waiting.answer_by)
    assert expired.state == BookingState.EXPIRED
    assert told("bookings.expired") == {house.manager.pk, act.leader.pk}


def test_a_show_is_played_the_morning_after_and_keeps_its_claims(booking, commit_checks):
    show = booking.spot.show
    morning = dt.datetime(2028, 3, 5, 9, tzinfo=dt.UTC)  # 10:00 in Berlin
    assert complete_show(show=show, at=morning - dt.timedelta(seconds=1)).state == ShowState.CONFIRMED
    assert complete_show(show=show, at=morning).state == ShowState.PLAYED
    commit_checks()
    booking.refresh_from_db()
    assert booking.state == BookingState.COMPLETED
    assert booking.claim is not None


def test_completing_twice_is_once(booking):
    show = booking.spot.show
    for _round in range(2):
        complete_show(show=show, at=completes_at(show))
    assert [entry.event for entry in show.history.filter(event=Event.PLAYED)] == [Event.PLAYED]


def test_a_show_nobody_was_found_for_is_over_too(waiting):
    show = complete_show(show=waiting.spot.show, at=completes_at(waiting.spot.show))
    waiting.refresh_from_db()
    assert (show.state, waiting.state) == (ShowState.PLAYED, BookingState.EXPIRED)


def test_cancel_reopens_a_show_at_an_address_too(act):
    host = an_act()
    ends_at = FAR_SATURDAY + HOUR
    show = create_show(
        acting_user=host.leader, owner=host.party, starts_at=FAR_SATURDAY, ends_at=ends_at, place="Barn 7", publish=True
    )
    booking = accept_booking(acting_user=host.leader, booking=an_application(act, show))
    cancelled = cancel_booking(acting_user=act.leader, booking=booking)
    assert cancelled.spot.show.state == ShowState.OPEN
    assert CalendarEntry.objects.get(calendar=host.party.calendar).status == "tentative"


def test_the_show_looks_different_after_each_move_on_its_bill(house, act):
    show = an_open_show(house, spots=2)
    booking = accept_booking(acting_user=house.manager, booking=an_application(act, show))
    versions = [show.version, booking.spot.show.version]
    versions.append(cancel_booking(acting_user=house.manager, booking=booking).spot.show.version)
    assert versions == sorted(set(versions))
