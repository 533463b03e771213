"""Who is first wins whole, who is second is told; nobody ends up at two times."""

import datetime as dt
import itertools

import pytest
from django.core.exceptions import PermissionDenied

from availability.actions.masks import mask_differences
from availability.errors import Taken
from bookings.actions import (
    accept_booking,
    advance_refill,
    answer_move,
    cancel_booking,
    cancel_show,
    expire_move,
    join_waitlist,
    publish_show,
    set_lineup,
    start_refill,
    withdraw_move,
)
from bookings.errors import ShowChanged
from bookings.models import LineupEntry
from bookings.states import BookingState, MoveState, RefillState, ShowState
from engagements.errors import WrongState
from tests.bookings.changes.scenes import a_bill, act_agrees, act_proposes, host_proposes
from tests.bookings.scenes import HOUR, a_house, an_act, an_application, an_open_show
from tests.bookings.test_races import overlaps
from tests.factories import FAR_SATURDAY
from tests.threads import SOME_ROUNDS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
WEEK = dt.timedelta(weeks=1)
REFUSED = (Taken, WrongState, ShowChanged, PermissionDenied)


def race(*calls):
    """What each returned or how it was refused; an error that is no refusal fails the test."""
    results = at_once(len(calls), lambda number: calls[number]())
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, REFUSED):
            raise result
    return results


def nights():
    return (FAR_SATURDAY + WEEK * 2 * number for number in range(min(SOME_ROUNDS, 40)))


def assert_whole(show):
    """The show and all that is promised for it stand at one time, and nobody anywhere is promised twice."""
    show.refresh_from_db()
    claims = [show.claim, *(entry.claim for entry in LineupEntry.objects.filter(booking__spot__show=show))]
    periods = {(claim.period.lower, claim.period.upper) for claim in claims if claim}
    assert periods == {(show.load_in_at, show.out_at)}
    assert overlaps() == 0
    assert mask_differences() == []


def test_two_that_agree_at_once_move_it_once():
    house, acts = a_house(), [an_act(members=1), an_act(members=1)]
    for night in nights():
        show, bookings = a_bill(house, *acts, starts_at=night)
        move = host_proposes(house, show)
        calls = [
            lambda act=act, m=move, b=b: act_agrees(act, m, b).state for act, b in zip(acts, bookings, strict=True)
        ]
        assert sorted(race(*calls)) == [MoveState.AGREED, MoveState.PROPOSED]
        assert show.history.filter(event="moved", booking=None).count() == 1
        assert_whole(show)


def test_agreeing_against_withdrawing_has_one_outcome():
    house, act = a_house(), an_act(members=1)
    for night in nights():
        show, [booking] = a_bill(house, act, starts_at=night)
        move = host_proposes(house, show)
        results = race(
            lambda m=move, b=booking: act_agrees(act, m, b),
            lambda m=move: withdraw_move(acting_user=house.manager, move=m),
        )
        assert sum(isinstance(result, WrongState) for result in results) == 1
        move.refresh_from_db()
        show.refresh_from_db()
        assert (show.starts_at == night) == (move.state == MoveState.WITHDRAWN)
        assert_whole(show)


def test_agreeing_against_its_running_out_has_one_outcome():
    house, act = a_house(), an_act(members=1)
    for night in nights():
        show, [booking] = a_bill(house, act, starts_at=night)
        move = host_proposes(house, show)
        race(lambda m=move, b=booking: act_agrees(act, m, b), lambda m=move: expire_move(move=m, at=m.answer_by))
        move.refresh_from_db()
        show.refresh_from_db()
        assert (show.starts_at == night) == (move.state == MoveState.EXPIRED)
        assert_whole(show)


def test_agreeing_against_calling_the_booking_off():
    house, act = a_house(), an_act(members=1)
    for night in nights():
        show, [booking] = a_bill(house, act, starts_at=night)
        move = host_proposes(house, show)
        _agreed, cancelled = race(
            lambda m=move, b=booking: act_agrees(act, m, b),
            lambda b=booking: cancel_booking(acting_user=house.manager, booking=b),
        )
        assert cancelled.state == BookingState.CANCELLED
        move.refresh_from_db()
        assert move.state in (MoveState.AGREED, MoveState.EXPIRED)
        assert_whole(show)


def test_agreeing_against_calling_the_show_off():
    house, act = a_house(), an_act(members=1)
    for night in nights():
        show, [booking] = a_bill(house, act, starts_at=night)
        move = host_proposes(house, show)
        _agreed, cancelled = race(
            lambda m=move, b=booking: act_agrees(act, m, b),
            lambda s=show: cancel_show(acting_user=house.manager, show=s),
        )
        assert (cancelled.state, cancelled.claim) == (ShowState.CANCELLED, None)
        assert overlaps() == 0


def test_agreeing_against_somebody_who_takes_the_new_time():
    house, elsewhere, act = a_house(), a_house(), an_act(members=1)
    rival = an_act(members=act.members)
    for night in nights():
        show, [booking] = a_bill(house, act, starts_at=night)
        move = host_proposes(house, show, dt.timedelta(days=3))
        other = an_application(rival, an_open_show(elsewhere, starts_at=night + dt.timedelta(days=3)))
        results = race(
            lambda m=move, b=booking: act_agrees(act, m, b),
            lambda o=other: accept_booking(acting_user=elsewhere.manager, booking=o),
        )
        assert sum(isinstance(result, Taken) for result in results) == 1
        move.refresh_from_db()
        assert (move.state == MoveState.PROPOSED) == isinstance(results[0], Taken)
        assert_whole(show)


def test_agreeing_against_a_show_that_wants_the_stage():
    house, act = a_house(), an_act(members=1)
    for night in nights():
        show, [booking] = a_bill(house, act, starts_at=night)
        move = host_proposes(house, show, dt.timedelta(days=3))
        draft = an_open_show(house, starts_at=night + dt.timedelta(days=3) - HOUR, publish=False)
        results = race(
            lambda m=move, b=booking: act_agrees(act, m, b),
            lambda d=draft: publish_show(acting_user=house.manager, show=d),
        )
        assert sum(isinstance(result, Taken) for result in results) == 1
        assert_whole(show)


def test_two_shows_that_change_places_never_stand_in_one_place():
    """Each wants to where the other is: neither can, and none is told an error."""
    house, acts = a_house(), [an_act(members=1), an_act(members=1)]
    first, [one] = a_bill(house, acts[0])
    second, [two] = a_bill(house, acts[1], starts_at=FAR_SATURDAY + WEEK)
    proposals = [host_proposes(house, first, 2 * WEEK), act_proposes(acts[1], second, 2 * WEEK - HOUR - WEEK)]
    calls = [
        lambda: act_agrees(acts[0], proposals[0], one),
        lambda: answer_move(acting_user=house.manager, move=proposals[1], agrees=True),
    ]
    assert sum(isinstance(result, Taken) for result in race(*calls)) == 1
    for show in (first, second):
        assert_whole(show)
    assert two.spot.show_id == second.pk


def test_agreeing_against_a_change_of_who_plays():
    house, act = a_house(), an_act(members=2)
    for night, pair in zip(nights(), itertools.cycle(act.members)):
        show, [booking] = a_bill(house, act, starts_at=night)
        move = host_proposes(house, show)
        race(
            lambda m=move, b=booking: act_agrees(act, m, b),
            lambda b=booking, pair=pair: set_lineup(acting_user=act.leader, booking=b, lineup=[pair.pk]),
        )
        assert_whole(show)


def test_a_refill_that_several_advance_at_once_asks_one():
    house, acts = a_house(), [an_act(members=1) for _ in range(3)]
    show, [booking] = a_bill(house, acts.pop())
    for act in acts:
        join_waitlist(acting_user=act.leader, spot=booking.spot, act=act.party)
    cancel_booking(acting_user=house.manager, booking=booking)
    refill = start_refill(acting_user=house.manager, spot=booking.spot, strategy="one_by_one")
    race(*[lambda: advance_refill(refill=refill)] * 6)
    assert refill.steps.filter(asked_at__isnull=False).count() == 1
    assert show.spots.get().bookings.filter(state=BookingState.PENDING).count() == 1


def test_of_all_that_are_asked_at_once_the_first_to_accept_plays():
    house, acts = a_house(), [an_act(members=1) for _ in range(5)]
    _show, [booking] = a_bill(house, acts.pop())
    for act in acts:
        join_waitlist(acting_user=act.leader, spot=booking.spot, act=act.party)
    cancel_booking(acting_user=house.manager, booking=booking)
    refill = start_refill(acting_user=house.manager, spot=booking.spot, strategy="all_at_once")
    advance_refill(refill=refill)
    asked = {step.act_id: step.booking for step in refill.steps.select_related("booking__spot")}
    calls = [lambda a=act: accept_booking(acting_user=a.leader, booking=asked[a.party.pk]) for act in acts]
    results = race(*calls)
    assert sorted(isinstance(result, WrongState) for result in results) == [False, True, True, True]
    assert advance_refill(refill=refill).state == RefillState.FILLED
