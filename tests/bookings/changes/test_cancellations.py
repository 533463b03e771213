import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from availability.models import CalendarEntry
from bookings.actions import (
    SpotDraft,
    accept_booking,
    cancel_booking,
    cancel_show,
    cancellations,
    plan_bill,
    remove_spot,
    report_booking,
    withdraw_booking,
)
from bookings.models import Booking
from bookings.periodic.bookings import complete_past
from bookings.queries.changes import cost_of_cancelling
from bookings.states import BookingState, ReportKind
from departures.actions import close_account
from engagements.errors import WrongState
from engagements.states import Channel, Side
from notifications.models import Notification
from tests.bookings.bill.scenes import USUAL, a_night, book, plan_of
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
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


@pytest.mark.parametrize(("deal", "percent"), [({"kind": "door"}, 100), (None, 0)])
def test_without_a_certain_fee_the_share_is_kept_alone_and_nothing_where_none_was_agreed(booking, act, deal, percent):
    Booking.objects.update(fee_minor=None, fee_currency=None, deal=deal)
    booking.refresh_from_db()
    found = cancel_booking(acting_user=act.leader, booking=booking, at=FAR_SATURDAY - DAY).cancellation
    assert (found.percent, found.fee_minor, found.fee_currency) == (percent, None, None)


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


START = FAR_SATURDAY
"""Of the set, and of the show: everybody is called four hours before."""
LAST_MOMENT = START - dt.timedelta(microseconds=1)


class TestOnceASetHasBegun:
    """Nobody calls anything off, from the very instant on; what went wrong is reported."""

    @pytest.mark.parametrize("who", ["host", "act", "staff"])
    def test_nobody_cancels_the_booking(self, booking, house, act, who):
        staff = UserFactory(is_staff=True)
        user = {"host": house.manager, "act": act.leader, "staff": staff}[who]
        said = {"channel": Channel.ADMIN, "message": "So it is"} if who == "staff" else {}
        for at in (START, START + DAY):
            with pytest.raises(WrongState) as refused:
                cancel_booking(acting_user=user, booking=booking, at=at, **said)
            assert refused.value.state == BookingState.CONFIRMED
        cancelled = cancel_booking(acting_user=user, booking=booking, at=LAST_MOMENT, **said)
        assert cancelled.state == BookingState.CANCELLED

    @pytest.mark.parametrize("channel", [Channel.PAGE, Channel.ADMIN])
    def test_nobody_cancels_the_show(self, booking, house, channel):
        user = house.manager if channel == Channel.PAGE else UserFactory(is_staff=True)
        values = {"acting_user": user, "show": booking.spot.show, "channel": channel, "reason": "So it is"}
        with pytest.raises(WrongState, match="has started"):
            cancel_show(at=START, **values)
        assert cancel_show(at=LAST_MOMENT, **values).state == "cancelled"

    def test_a_set_that_is_disputed_or_played_keeps_the_show_too(self, booking, house, act):
        report_booking(acting_user=act.leader, booking=booking, kind="dispute", text="No PA", at=START)
        with pytest.raises(WrongState):
            cancel_show(acting_user=house.manager, show=booking.spot.show, at=START)

    def test_a_later_set_may_still_be_called_off_but_not_the_show(self, house, act):
        sets = [SpotDraft(starts_at=START + place * HOUR, ends_at=START + (place + 1) * HOUR) for place in (0, 1)]
        show = an_open_show(house, spots=sets)
        _first, second = [
            accept_booking(acting_user=house.manager, booking=an_application(each, show, place))
            for place, each in enumerate((act, an_act()))
        ]
        with pytest.raises(WrongState):
            cancel_show(acting_user=house.manager, show=show, at=START)
        cancel_booking(acting_user=house.manager, booking=second, at=START)
        assert Booking.objects.get(pk=second.pk).state == BookingState.CANCELLED

    def test_no_plan_lets_a_set_begin_later_after_all(self, house, act):
        show = a_night(house)
        booking = book(house, act, show, 0)
        later = plan_of(show, *USUAL, first_at=START + dt.timedelta(minutes=10))
        with pytest.raises(WrongState, match="can’t be moved"):
            plan_bill(acting_user=house.manager, show=show, plan=later, at=START)
        longer = plan_of(show, (40, 0, 20), (45, 10, 30), (75, 30, 60))
        plan_bill(acting_user=house.manager, show=show, plan=longer, at=START + dt.timedelta(minutes=25))
        booking.refresh_from_db()
        assert booking.spot.starts_at == START

    def test_no_other_way_leads_around_it(self, booking, house, act):
        """Removing the spot, withdrawing, the clock, and an account that closes."""
        for call in (
            lambda: remove_spot(acting_user=house.manager, spot=booking.spot, at=START),
            lambda: withdraw_booking(acting_user=act.leader, booking=booking, at=START),
        ):
            with pytest.raises(WrongState):
                call()
        assert complete_past(START) == 0
        close_account(acting_user=act.members[0], at=START)
        booking.refresh_from_db()
        assert booking.state == BookingState.CONFIRMED

    def test_who_waited_for_the_lock_until_it_began_is_too_late(self, booking, house, time_machine, monkeypatch):
        """Asked a moment before, and held up by somebody else until a moment after."""
        time_machine.move_to(LAST_MOMENT, tick=False)
        lock = cancellations.lock_booking

        def slow(found):
            locked = lock(found)
            time_machine.move_to(START, tick=False)
            return locked

        monkeypatch.setattr(cancellations, "lock_booking", slow)
        with pytest.raises(WrongState, match="has started"):
            cancel_booking(acting_user=house.manager, booking=booking)

    @pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/New_York"])
    def test_the_instant_counts_whatever_the_clock_on_the_wall(self, act, zone):
        house = a_house(timezone=zone)
        booking = a_confirmed_booking(house, act)
        with pytest.raises(WrongState):
            cancel_booking(acting_user=act.leader, booking=booking, at=START.astimezone(ZoneInfo(zone)))
        cancel_booking(acting_user=act.leader, booking=booking, at=LAST_MOMENT.astimezone(ZoneInfo(zone)))

    def test_pages_and_api_offer_no_cancelling_and_a_report_instead(self, client, booking, house, time_machine):
        time_machine.move_to(START, tick=False)
        client.force_login(house.manager)
        page = client.get(reverse("bookings:booking", args=[booking.pk])).content.decode()
        assert reverse("bookings:booking_cancel", args=[booking.pk]) not in page
        assert reverse("bookings:booking_report", args=[booking.pk]) in page
        show = reverse("bookings:show", args=[booking.spot.show_id])
        assert reverse("bookings:show_cancel", args=[booking.spot.show_id]) not in client.get(show).content.decode()
        told = client.post(reverse("bookings:booking_cancel", args=[booking.pk]), {"message": "No"})
        assert (told.status_code, "has started" in told.content.decode()) == (409, True)
        for path in (f"bookings/{booking.pk}", f"shows/{booking.spot.show_id}"):
            refused = client.post(f"/api/v1/{path}/cancel", {"message": "No"}, content_type="application/json")
            assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "wrong-state")
        booking.refresh_from_db()
        assert booking.state == BookingState.CONFIRMED


@pytest.mark.parametrize(("hours", "percent"), [(4, 50), (3, 100), (0.5, 100)])
def test_tiers_of_hours_count_to_the_set(booking, act, hours, percent):
    Booking.objects.update(cancellation_tiers=[[2, 50], [3, 100, "hours"]])
    at = START - hours * HOUR
    found = cancel_booking(acting_user=act.leader, booking=booking, at=at).cancellation
    assert (found.percent, found.fee_minor) == (percent, 33333 * percent // 100 + (percent == 50))


def test_a_venue_that_said_nothing_has_the_usual_tiers_and_one_that_said_none_has_none(house, act):
    first = an_application(act, an_open_show(house))
    HousePolicy.objects.create(venue=house.party.venue, cancellation_tiers=[])
    second = an_application(act, an_open_show(house, starts_at=START + DAY))
    assert (first.cancellation_tiers, second.cancellation_tiers) == (TIERS, [])
