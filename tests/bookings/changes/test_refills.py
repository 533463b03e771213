import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from bookings import tasks
from bookings.actions import (
    accept_booking,
    advance_refill,
    cancel_booking,
    cancel_show,
    decline_booking,
    expire_booking,
    join_waitlist,
    leave_waitlist,
    start_refill,
    stop_refill,
)
from bookings.models import Booking, Refill
from bookings.periodic.changes import advance_refills
from bookings.queries.candidates import candidates
from bookings.states import BookingState, RefillState
from engagements.errors import WrongState
from holds.actions import place_hold
from notifications.models import Notification
from tests.bookings.changes.scenes import a_bill
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show, know_all
from tests.factories import FAR_SATURDAY, UserFactory
from venues.models import HousePolicy
from venues.states import RefillStrategy

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def waiting(booking):
    """Three acts that wait for the spot."""
    acts = [an_act() for _ in range(3)]
    for act in acts:
        join_waitlist(acting_user=act.leader, spot=booking.spot, act=act.party)
    return acts


@pytest.fixture
def open_spot(booking, waiting, house):
    cancel_booking(acting_user=house.manager, booking=booking)
    return booking.spot


def start(house, spot, strategy=RefillStrategy.ONE_BY_ONE, **values):
    return advance_refill(refill=start_refill(acting_user=house.manager, spot=spot, strategy=strategy, **values))


def asked(refill):
    return [step.act for step in refill.steps.filter(asked_at__isnull=False)]


def told(kind):
    return set(Notification.objects.filter(kind=f"bookings.{kind}").values_list("user", flat=True))


def test_one_after_another_in_the_order_in_which_they_wait(house, open_spot, waiting):
    refill = start(house, open_spot)
    assert asked(refill) == [waiting[0].party]
    assert advance_refills() == 0
    first = refill.steps.first().booking
    assert first.answer_by - refill.started_at <= dt.timedelta(hours=24, minutes=1)
    decline_booking(acting_user=waiting[0].leader, booking=first)
    assert advance_refills() == 1
    assert asked(refill) == [act.party for act in waiting[:2]]


def test_silence_passes_on_when_the_window_closes(house, open_spot, waiting):
    refill = start(house, open_spot, window_hours=3)
    silent = refill.steps.first().booking
    expire_booking(booking=silent, at=silent.answer_by)
    advance_refill(refill=refill, at=silent.answer_by)
    assert asked(refill) == [act.party for act in waiting[:2]]


def test_who_accepts_fills_the_spot(house, open_spot, waiting):
    refill = start(house, open_spot)
    accepted = accept_booking(acting_user=waiting[0].leader, booking=refill.steps.first().booking)
    assert accepted.state == BookingState.CONFIRMED
    assert advance_refill(refill=refill).state == RefillState.FILLED


def test_all_at_once_the_first_to_accept_plays_and_the_others_are_told(house, open_spot, waiting):
    refill = start(house, open_spot, RefillStrategy.ALL_AT_ONCE)
    assert asked(refill) == [act.party for act in waiting]
    accept_booking(acting_user=waiting[1].leader, booking=refill.steps.get(act=waiting[1].party).booking)
    assert told("declined") == {waiting[0].leader.pk, waiting[2].leader.pk}
    with pytest.raises(WrongState):
        accept_booking(acting_user=waiting[0].leader, booking=refill.steps.first().booking)


def test_who_is_promised_elsewhere_is_passed_over(house, open_spot, waiting):
    a_bill(a_house(), waiting[0])
    refill = start(house, open_spot)
    assert asked(refill) == [waiting[1].party]
    assert refill.steps.first().skipped


def test_when_nobody_is_left_the_host_is_told(house, open_spot, waiting):
    refill = start(house, open_spot, RefillStrategy.ALL_AT_ONCE)
    for act, step in zip(waiting, refill.steps.all(), strict=True):
        decline_booking(acting_user=act.leader, booking=step.booking)
    assert advance_refill(refill=refill).state == RefillState.EXHAUSTED
    assert told("refill_exhausted") == {house.manager.pk}


def test_stopping_takes_back_what_nobody_has_answered(house, open_spot, waiting):
    refill = start(house, open_spot, RefillStrategy.ALL_AT_ONCE)
    assert stop_refill(acting_user=house.manager, refill=refill).state == RefillState.STOPPED
    assert set(Booking.objects.filter(refill_step__refill=refill).values_list("state", flat=True)) == {"withdrawn"}
    assert told("withdrawn") == {act.leader.pk for act in waiting}
    with pytest.raises(WrongState):
        stop_refill(acting_user=house.manager, refill=refill)


def test_a_refill_ends_with_its_show(house, open_spot):
    refill = start(house, open_spot)
    cancel_show(acting_user=house.manager, show=open_spot.show)
    assert advance_refill(refill=refill).state == RefillState.STOPPED


@pytest.mark.parametrize("who", ["host", "act"])
def test_the_house_rules_start_it_after_a_cancellation(house, act, booking, waiting, who):
    HousePolicy.objects.create(venue=house.party.venue, refill=RefillStrategy.ONE_BY_ONE, refill_hours=5)
    cancel_booking(acting_user={"host": house.manager, "act": act.leader}[who], booking=booking)
    refill = Refill.objects.get()
    assert (refill.after, refill.window_hours, refill.started_by) == (booking, 5, None)
    advance_refill(refill=refill)
    assert asked(refill) == [waiting[0].party]


def test_the_house_that_does_it_itself_asks_nobody(house, open_spot):
    assert not Refill.objects.exists()


def test_a_refill_is_the_hosts_for_an_open_spot_once(house, act, booking):
    with pytest.raises(WrongState):
        start(house, booking.spot)
    cancel_booking(acting_user=house.manager, booking=booking)
    for user in (act.leader, UserFactory()):
        with pytest.raises(PermissionDenied):
            start_refill(acting_user=user, spot=booking.spot, strategy=RefillStrategy.ONE_BY_ONE)
    for wrong in ({"strategy": "not"}, {"window_hours": 0}, {"window_hours": 721}):
        with pytest.raises(ValidationError):
            start(house, booking.spot, **wrong)
    start_refill(acting_user=house.manager, spot=booking.spot, strategy=RefillStrategy.ONE_BY_ONE)
    with pytest.raises(WrongState):
        start(house, booking.spot)


def test_who_called_off_is_not_asked_again(house, act, booking):
    cancel_booking(acting_user=act.leader, booking=booking)
    join_late = booking.spot.waitlist.create(act=act.party)
    assert asked(start(house, join_late.spot)) == []


def test_waiting_twice_is_once_and_who_leaves_waits_no_longer(booking, waiting):
    act, spot = waiting[0], booking.spot
    join_waitlist(acting_user=act.leader, spot=spot, act=act.party)
    assert spot.waitlist.filter(act=act.party, left_at=None).count() == 1
    leave_waitlist(acting_user=act.leader, spot=spot, act=act.party)
    leave_waitlist(acting_user=act.leader, spot=spot, act=act.party)
    assert not spot.waitlist.filter(act=act.party, left_at=None).exists()


def test_one_waits_with_an_act_one_leads_for_a_spot_that_is_taken(house, act, booking):
    other = an_act()
    with pytest.raises(PermissionDenied):
        join_waitlist(acting_user=act.leader, spot=booking.spot, act=other.party)
    with pytest.raises(WrongState):
        join_waitlist(acting_user=act.leader, spot=booking.spot, act=act.party)
    open_show = an_open_show(house, starts_at=FAR_SATURDAY + 48 * HOUR)
    with pytest.raises(WrongState):
        join_waitlist(acting_user=other.leader, spot=open_show.spots.get(), act=other.party)
    with pytest.raises(WrongState):
        join_waitlist(acting_user=other.leader, spot=booking.spot, act=other.party, at=booking.spot.call_at)


def test_who_has_applied_since_is_not_asked(house, open_spot, waiting):
    an_application(waiting[0], open_spot.show)
    assert asked(start(house, open_spot)) == [waiting[1].party]


def test_after_those_who_wait_come_acts_that_fit(house, open_spot, waiting):
    fits = an_act(members=1)
    know_all(*fits.members)
    found = candidates(open_spot)
    assert [candidate.source for candidate in found] == [*["waitlist"] * 3, "match"]
    assert found[-1].act == fits.party


def test_who_holds_the_night_next_is_asked_first_for_the_fee_they_named(house, act, waiting_act):
    night = {"stage": house.stage, "night": FAR_SATURDAY.date()}
    hold = place_hold(
        acting_user=house.manager,
        holder=house.party,
        act=waiting_act.party,
        fee_minor=70_000,
        fee_currency="EUR",
        **night,
    )
    show = an_open_show(house, release_holds=[hold.pk])
    first_in_line = an_act()
    booking = accept_booking(acting_user=house.manager, booking=an_application(act, show))
    join_waitlist(acting_user=first_in_line.leader, spot=booking.spot, act=first_in_line.party)
    cancel_booking(acting_user=house.manager, booking=booking)
    refill = start(house, booking.spot)
    assert asked(refill) == [waiting_act.party]
    assert refill.steps.first().booking.fee_minor == 70_000


@pytest.fixture
def waiting_act(db):
    return an_act()


def test_the_clock_and_the_worker_ask_the_next(house, open_spot, waiting):
    refill = start_refill(acting_user=house.manager, spot=open_spot, strategy=RefillStrategy.ONE_BY_ONE)
    tasks.advance_refill(str(refill.pk))
    tasks.advance_refill(str(open_spot.pk))
    decline_booking(acting_user=waiting[0].leader, booking=refill.steps.first().booking)
    tasks.advance_refills()
    assert asked(refill) == [act.party for act in waiting[:2]]


def test_nobody_who_has_called_off_this_spot_is_asked_for_it_again(open_spot, waiting, house):
    second = waiting[0]
    refill = start_refill(acting_user=house.manager, spot=open_spot, strategy=RefillStrategy.ONE_BY_ONE)
    booking = accept_booking(acting_user=house.manager, booking=an_application(second, open_spot.show))
    cancel_booking(acting_user=second.leader, booking=booking)
    refill = advance_refill(refill=refill)
    assert asked(refill) == [waiting[1].party]


def test_an_act_whose_page_is_offline_is_not_waited_for(open_spot, waiting):
    waiting[0].party.is_listed = False
    waiting[0].party.save()
    assert [found.act for found in candidates(open_spot)][:2] == [waiting[1].party, waiting[2].party]
