"""Real threads on real rows: exactly one wins, nobody is told an error, and a control shows that the test can see."""

import datetime as dt
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction

from accounts.actions import end_membership
from accounts.actions.memberships import enter_party
from accounts.states import Role
from availability.actions.masks import mask_differences
from availability.errors import Busy, Taken
from availability.models import TimeBlock
from bookings.actions import (
    accept_booking,
    apply_to_spot,
    cancel_booking,
    cancel_show,
    publish_show,
    set_lineup,
    withdraw_booking,
)
from bookings.models import Booking, LineupEntry, Show
from bookings.states import BookingState, LineupState, ShowState, SpotState
from departures.actions import close_account, leave_team
from engagements.errors import WrongState
from tests.bookings.scenes import HOUR, a_house, an_act, an_application, an_open_show
from tests.chaos.racing import overlaps
from tests.factories import FAR_SATURDAY, UserFactory
from tests.threads import ROUNDS, SOME_ROUNDS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

THREADS = 16
REFUSALS = (Taken, WrongState, Busy, ValidationError)


def race(*calls):
    """Run all calls at the same moment, each in a thread with a connection of its own; their results, or refusals.

    Anything but a refusal is raised here: a deadlock, an integrity error and a programming error fail the test.
    """
    barrier = threading.Barrier(len(calls), timeout=20)

    def run(call):
        try:
            connection.ensure_connection()
            barrier.wait()
            return call()
        except REFUSALS as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(run, call) for call in calls]]


def told(results):
    return Counter(type(result).__name__ for result in results)


def weeks(count=SOME_ROUNDS):
    """Saturdays far ahead, one for each round."""
    return [FAR_SATURDAY + dt.timedelta(weeks=week) for week in range(count)]


def accept(house, booking):
    return lambda: accept_booking(acting_user=house.manager, booking=booking)


def publish(house, show):
    return lambda: publish_show(acting_user=house.manager, show=show)


def winner_of(results, kind):
    """The one that won; all others were told that it is taken."""
    assert told(results) == {kind.__name__: 1, "Taken": THREADS - 1}
    return next(result for result in results if isinstance(result, kind))


def start_again(house, booking):
    """Free what the winner took, and let the same act apply anew: the losers wait still."""
    cancel_booking(acting_user=house.manager, booking=booking)
    spot, act = booking.spot, booking.act
    return apply_to_spot(acting_user=booking.created_by, spot=spot, act=act)


def assert_one_wins_each_round(houses, bookings, rounds):
    """All houses accept at once, again and again; each time one gets what they share."""
    for _round in range(rounds):
        results = race(*[accept(house, booking) for house, booking in zip(houses, bookings, strict=True)])
        won = winner_of(results, Booking)
        place = [booking.pk for booking in bookings].index(won.pk)
        assert overlaps() == 0
        bookings[place] = start_again(houses[place], won)


@pytest.mark.slow
def test_one_stage_sixteen_overlapping_shows():
    house = a_house()
    shows = [draft(house, place) for place in range(THREADS)]
    for _round in range(ROUNDS):
        won = winner_of(race(*[publish(house, show) for show in shows]), Show)
        place = [show.pk for show in shows].index(won.pk)
        assert overlaps() == 0
        cancel_show(acting_user=house.manager, show=won)
        shows[place] = draft(house, place)


def draft(house, place):
    return an_open_show(house, starts_at=FAR_SATURDAY + dt.timedelta(minutes=5 * place), publish=False)


@pytest.mark.slow
def test_one_band_sixteen_stages():
    act, houses = an_act(), [a_house() for _ in range(THREADS)]
    shows = [
        an_open_show(house, starts_at=FAR_SATURDAY + dt.timedelta(minutes=5 * place))
        for place, house in enumerate(houses)
    ]
    assert_one_wins_each_round(houses, [an_application(act, show) for show in shows], ROUNDS)


@pytest.mark.slow
def test_one_drummer_in_sixteen_bands():
    drummer = UserFactory()
    houses = [a_house() for _ in range(THREADS)]
    bookings = [an_application(an_act(members=[drummer, UserFactory()]), an_open_show(house)) for house in houses]
    assert_one_wins_each_round(houses, bookings, ROUNDS)


def test_sixteen_acts_for_one_spot():
    house = a_house()
    acts = [an_act(members=1) for _ in range(THREADS)]
    for saturday in weeks():
        show = an_open_show(house, starts_at=saturday)
        bookings = [an_application(act, show) for act in acts]
        results = race(*[accept(house, booking) for booking in bookings])
        assert told(results) == {"Booking": 1, "WrongState": THREADS - 1}
        states = Counter(Booking.objects.filter(spot__show=show).values_list("state", flat=True))
        assert states == {BookingState.CONFIRMED: 1, BookingState.DECLINED: THREADS - 1}


def test_two_bookings_of_one_spot_do_not_deadlock():
    house = a_house()
    acts = [an_act(), an_act()]
    for saturday in weeks():
        show = an_open_show(house, starts_at=saturday)
        results = race(*[accept(house, booking) for booking in [an_application(act, show) for act in acts]])
        assert told(results) == {"Booking": 1, "WrongState": 1}


def test_calendars_in_opposite_orders_do_not_deadlock():
    """Two bands share two players, in opposite orders of their calendars, on two stages at one time."""
    pair = an_act(members=2).members
    bands = [an_act(members=pair), an_act(members=pair[::-1])]
    houses = [a_house(), a_house()]
    for saturday in weeks():
        bookings = [
            an_application(act, an_open_show(house, starts_at=saturday), lineup=[player.pk for player in players])
            for act, house, players in zip(bands, houses, (pair, pair[::-1]), strict=True)
        ]
        results = race(*[accept(house, booking) for house, booking in zip(houses, bookings, strict=True)])
        assert told(results) == {"Booking": 1, "Taken": 1}
    assert overlaps() == 0


def test_accept_against_withdraw():
    house, act = a_house(), an_act()
    for saturday in weeks():
        booking = an_application(act, an_open_show(house, starts_at=saturday))
        withdraw = lambda booking=booking: withdraw_booking(acting_user=act.leader, booking=booking)  # noqa: E731
        results = race(accept(house, booking), withdraw)
        assert told(results) == {"Booking": 1, "WrongState": 1}
        booking.refresh_from_db()
        is_confirmed = booking.state == BookingState.CONFIRMED
        assert is_confirmed == (booking.claim is not None)
        assert booking.state in (BookingState.CONFIRMED, BookingState.WITHDRAWN)


def test_accept_against_cancelling_the_show():
    house, act = a_house(), an_act()
    for saturday in weeks():
        show = an_open_show(house, starts_at=saturday)
        booking = an_application(act, show)
        cancel = lambda show=show: cancel_show(acting_user=house.manager, show=show)  # noqa: E731
        accepted, cancelled = race(accept(house, booking), cancel)
        assert isinstance(cancelled, Show)
        assert isinstance(accepted, Booking | WrongState)
        assert not TimeBlock.objects.filter(occasion=show.pk).exists()


def test_cancel_against_accepting_the_next_one():
    house, acts = a_house(), [an_act(), an_act()]
    for saturday in weeks():
        show = an_open_show(house, starts_at=saturday, spots=2)
        first = accept_booking(acting_user=house.manager, booking=an_application(acts[0], show, 0))
        second = an_application(acts[1], show, 1)
        cancel = lambda first=first: cancel_booking(acting_user=acts[0].leader, booking=first)  # noqa: E731
        results = race(cancel, accept(house, second))
        assert told(results) == {"Booking": 2}
        show.refresh_from_db()
        assert show.state == ShowState.OPEN
        assert [spot.state for spot in show.spots.order_by("position")] == [SpotState.OPEN, SpotState.FILLED]


def test_accept_against_a_change_of_the_line_up():
    house, act = a_house(), an_act()
    for saturday in weeks():
        booking = an_application(act, an_open_show(house, starts_at=saturday))
        alone = lambda booking=booking: set_lineup(  # noqa: E731
            acting_user=act.leader, booking=booking, lineup=[act.members[0].pk]
        )
        results = race(accept(house, booking), alone)
        assert told(results) == {"Booking": 2}
        claims = TimeBlock.objects.claims().filter(occasion=booking.spot.show_id)
        assert not claims.filter(calendar=act.members[1].calendar).exists()
        assert claims.filter(calendar=act.members[0].calendar).exists()


def test_accept_against_leaving_the_band():
    """Who left before the accept is not promised; who leaves after it was. Nothing in between."""
    house, act = a_house(), an_act()
    leaver = act.members[0]
    for saturday in weeks():
        booking = an_application(act, an_open_show(house, starts_at=saturday))
        leave = lambda: end_membership(acting_user=leaver, party=act.party, user=leaver)  # noqa: E731
        accepted, _left = race(accept(house, booking), leave)
        assert isinstance(accepted, Booking)
        mine = booking.lineup.get(user=leaver)
        assert (mine.state == LineupState.PLAYS) == (mine.claim is not None)
        rejoin(act, leaver)


def test_accept_against_leaving_with_all_gigs():
    """Whoever comes first: in the end the leaver is promised nowhere, and the booking stands without them."""
    house, act = a_house(), an_act()
    leaver = act.members[0]
    for saturday in weeks():
        booking = an_application(act, an_open_show(house, starts_at=saturday))
        leave = lambda: leave_team(acting_user=leaver, party=act.party, leaver=leaver)  # noqa: E731
        results = race(accept(house, booking), leave)
        assert told(results) == {"Booking": 1, "NoneType": 1}
        mine = booking.lineup.get(user=leaver)
        assert (mine.state, mine.claim) == (LineupState.DECLINED, None)
        assert not TimeBlock.objects.claims().filter(calendar=leaver.calendar).exists()
        assert not mask_differences()
        rejoin(act, leaver)


def test_leaving_against_being_put_into_a_line_up():
    """Nobody is promised for a band they have left, whether by a new line-up, a new application or their own yes."""
    house, act = a_house(), an_act()
    leaver = act.members[0]
    for saturday in weeks():
        first = an_application(act, an_open_show(house, starts_at=saturday), lineup=[act.members[1].pk])
        booking = accept_booking(acting_user=house.manager, booking=first)
        later = an_open_show(house, starts_at=saturday + 48 * HOUR)
        leave = lambda: leave_team(acting_user=leaver, party=act.party, leaver=leaver)  # noqa: E731
        chosen = [member.pk for member in act.members]
        put_in = lambda booking=booking, chosen=chosen: set_lineup(  # noqa: E731
            acting_user=act.leader, booking=booking, lineup=chosen
        )
        results = race(leave, put_in, lambda later=later: an_application(act, later))
        assert not any(isinstance(result, Busy) for result in results)
        standing = LineupEntry.objects.filter(user=leaver).exclude(state=LineupState.DECLINED)
        assert not standing.exists()
        assert not TimeBlock.objects.claims().filter(calendar=leaver.calendar).exists()
        rejoin(act, leaver)


def test_two_leave_two_bands_that_share_both():
    house, (one, other) = a_house(), [UserFactory(), UserFactory()]
    acts = [an_act(members=[one, other]), an_act(members=[other, one])]
    gigs = [
        accept_booking(acting_user=house.manager, booking=an_application(act, an_open_show(house, starts_at=saturday)))
        for act, saturday in zip(acts, weeks(2), strict=True)
    ]
    calls = [lambda user=user: close_account(acting_user=user) for user in (one, other)]
    results = race(*calls, lambda: cancel_booking(acting_user=house.manager, booking=gigs[0]))
    assert told(results) == {"NoneType": 2, "Booking": 1}
    assert not TimeBlock.objects.claims().filter(calendar__in=[one.calendar, other.calendar]).exists()
    assert not mask_differences()


@transaction.atomic
def rejoin(act, user):
    enter_party(party=act.party, user=user, role=Role.MEMBER)


def test_one_application_sent_sixteen_times():
    house, act = a_house(), an_act()
    for saturday in weeks():
        show = an_open_show(house, starts_at=saturday)
        results = race(*[lambda show=show: an_application(act, show)] * THREADS)
        assert told(results) == {"Booking": 1, "WrongState": THREADS - 1}


def test_applications_and_accepts_side_by_side():
    """Other writers on the same venue: nobody waits for another for long, and nobody fails."""
    house = a_house()
    acts = [an_act(members=1) for _ in range(8)]
    show = an_open_show(house, spots=8)
    bookings = [an_application(act, show, place) for place, act in enumerate(acts)]
    later = an_open_show(house, starts_at=FAR_SATURDAY + 48 * HOUR)
    applies = [lambda act=act: an_application(act, later) for act in acts]
    results = race(*[accept(house, booking) for booking in bookings], *applies)
    assert told(results) == {"Booking": 16}
    show.refresh_from_db()
    assert show.state == ShowState.CONFIRMED


def test_control_without_the_constraint_overlaps_are_found(without_the_constraint, monkeypatch):
    """The same race, claims written without the constraint: more than one wins, and `overlaps` sees it."""
    from availability.actions import claims

    monkeypatch.setattr(
        claims,
        "INSERT",
        claims.INSERT.replace("ON CONFLICT ON CONSTRAINT timeblock_claims_never_overlap DO NOTHING", ""),
    )
    house = a_house()
    shows = [an_open_show(house, publish=False) for _ in range(THREADS)]
    results = race(*[publish(house, show) for show in shows])
    assert told(results)["Show"] > 1
    assert overlaps() > 0
