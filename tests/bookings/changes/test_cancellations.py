import datetime as dt

import pytest

from availability.models import CalendarEntry
from bookings.actions import cancel_booking, cancel_show, report_booking
from bookings.models import Booking
from bookings.queries.changes import cost_of_cancelling
from bookings.states import BookingState, ReportKind
from engagements.errors import WrongState
from engagements.states import Channel, Side
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking
from tests.factories import FAR_SATURDAY, UserFactory
from venues.models import HousePolicy

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TIERS = [[30, 25], [14, 50], [2, 100]]


@pytest.fixture
def booking(house, act):
    """For 333.33 euros, with the tiers of the house."""
    HousePolicy.objects.create(venue=house.party.venue, cancellation_tiers=TIERS)
    booking = a_confirmed_booking(house, act)
    Booking.objects.filter(pk=booking.pk).update(fee_minor=33333, fee_currency="EUR")
    return Booking.objects.with_show().get(pk=booking.pk)


@pytest.mark.parametrize(
    ("days", "percent", "owed"), [(31, 0, 0), (30, 25, 8333), (14, 50, 16667), (2, 100, 33333), (0, 100, 33333)]
)
def test_who_calls_off_owes_what_was_agreed_for_that_day(booking, act, days, percent, owed):
    at = FAR_SATURDAY - days * DAY - dt.timedelta(hours=1)
    expected = cost_of_cancelling(booking, at)
    found = cancel_booking(acting_user=act.leader, booking=booking, message="Ill", at=at).cancellation
    assert (found.side, found.days_before, found.percent, found.fee_minor) == (Side.ACT, days, percent, owed)
    assert (expected.percent, expected.owed_minor, found.fee_currency_id, found.reason) == (percent, owed, "EUR", "Ill")


def test_tiers_are_those_agreed_at_booking_whatever_the_house_says_later(booking, house):
    HousePolicy.objects.update(cancellation_tiers=[[400, 100]])
    cancelled = cancel_booking(acting_user=house.manager, booking=booking, at=FAR_SATURDAY - 20 * DAY)
    assert (cancelled.cancellation.side, cancelled.cancellation.percent) == (Side.HOST, 25)


def test_staff_owe_nothing(booking):
    staff = UserFactory(is_staff=True)
    found = cancel_booking(
        acting_user=staff, booking=booking, message="Flood", channel=Channel.ADMIN, at=FAR_SATURDAY - DAY
    )
    assert (found.cancellation.side, found.cancellation.percent, found.cancellation.fee_minor) == ("", 0, None)


def test_without_a_certain_fee_the_share_is_kept_alone(booking, act):
    Booking.objects.update(fee_minor=None, fee_currency=None)
    found = cancel_booking(acting_user=act.leader, booking=booking, at=FAR_SATURDAY - DAY).cancellation
    assert (found.percent, found.fee_minor, found.fee_currency) == (100, None, None)


def test_a_host_that_calls_off_the_night_owes_every_act(booking, house):
    cancel_show(acting_user=house.manager, show=booking.spot.show, at=FAR_SATURDAY - 10 * DAY)
    booking.refresh_from_db()
    assert (booking.cancellation.side, booking.cancellation.fee_minor) == (Side.HOST, 16667)


def test_a_night_that_is_over_is_not_called_off_any_more(booking, house, commit_checks):
    show = booking.spot.show
    with pytest.raises(WrongState):
        cancel_show(acting_user=house.manager, show=show, at=show.out_at)
    commit_checks()
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_an_act_whose_night_is_disputed_hears_that_it_is_called_off_and_staff_settle_the_rest(
    booking, house, act, commit_checks
):
    at, kind = booking.spot.call_at, ReportKind.DISPUTE
    report_booking(acting_user=act.leader, booking=booking, kind=kind, text="The door is locked", at=at)
    cancel_show(acting_user=house.manager, show=booking.spot.show, at=at)
    commit_checks()
    booking.refresh_from_db()
    assert booking.state == BookingState.DISPUTED
    told = Notification.objects.filter(kind="bookings.show_cancelled").values_list("user", flat=True)
    assert sorted(told) == sorted(user.pk for user in (act.leader, *act.members))
    entries = CalendarEntry.objects.filter(calendar=act.members[0].calendar)
    assert {entry.status for entry in entries} == {"cancelled"}
