"""Every two moves of a booking at the same moment: what comes of it is what one after the other would have made of it.

Each pair is done three times, on bookings alike: in the one order, in the other, and at once. The answers to both and
the states in the end must be those of one of the two orders, whatever these are (linearisability, Herlihy and Wing
1990); so a rule that changes needs no change here.
"""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from availability.actions.masks import mask_differences
from availability.queries.orphans import orphaned_claims
from bookings.actions import (
    accept_booking,
    cancel_booking,
    cancel_show,
    complete_show,
    counter_booking,
    decline_booking,
    expire_booking,
    report_booking,
    set_lineup,
    terms_of,
    withdraw_booking,
)
from bookings.models import Booking, HistoryEntry
from bookings.queries.changes import completes_at
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.bookings.test_races import REFUSALS, race
from tests.factories import FAR_SATURDAY
from tests.threads import meeting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow]


class Scene:
    """One act that applies to a house, or plays there, every week anew."""

    def __init__(self):
        self.house, self.act, self.week = a_house(), an_act(members=2), 0

    def pending(self) -> Booking:
        self.week += 1
        starts_at = FAR_SATURDAY + dt.timedelta(days=self.week * 3)
        return an_application(self.act, an_open_show(self.house, starts_at=starts_at))

    def confirmed(self) -> Booking:
        return accept_booking(acting_user=self.house.manager, booking=self.pending())

    def accept(self, booking):
        accept_booking(acting_user=self.house.manager, booking=booking)

    def decline(self, booking):
        decline_booking(acting_user=self.house.manager, booking=booking)

    def withdraw(self, booking):
        withdraw_booking(acting_user=self.act.leader, booking=booking)

    def counter(self, booking):
        terms = replace(terms_of(booking), fee_minor=70000, fee_currency="EUR")
        counter_booking(acting_user=self.house.manager, booking=booking, terms=terms)

    def run_out(self, booking):
        # By then every deadline is over, also one that a counter-offer sets meanwhile.
        expire_booking(booking=booking, at=booking.spot.call_at)

    def cancel_the_show(self, booking):
        cancel_show(acting_user=self.house.manager, show=booking.spot.show)

    def name_one_player(self, booking):
        set_lineup(acting_user=self.act.leader, booking=booking, lineup=[self.act.members[0].pk])

    def cancel_by_act(self, booking):
        cancel_booking(acting_user=self.act.leader, booking=booking)

    def cancel_by_host(self, booking):
        cancel_booking(acting_user=self.house.manager, booking=booking)

    def complete(self, booking):
        complete_show(show=booking.spot.show, at=completes_at(booking.spot.show))

    def report(self, booking):
        later = completes_at(booking.spot.show)
        report_booking(acting_user=self.house.manager, booking=booking, kind="no_show", text="Nobody came.", at=later)


NO = (*REFUSALS, PermissionDenied)
FROM_PENDING = ("accept", "decline", "withdraw", "counter", "run_out", "cancel_the_show", "name_one_player")
FROM_CONFIRMED = ("cancel_by_act", "cancel_by_host", "complete", "report", "cancel_the_show", "name_one_player")


def outcome(results, booking) -> tuple:
    """Who was refused, and how everything stands."""
    booking.refresh_from_db()
    show = booking.spot.show
    show.refresh_from_db()
    lineup = tuple(sorted(booking.lineup.values_list("state", flat=True)))
    return tuple(isinstance(result, NO) for result in results), booking.state, booking.turn, show.state, lineup


def answer(call, booking):
    """What the call refuses, if it does; a turn that has just passed to the other side is no turn of one's own."""
    try:
        return call(Booking.objects.with_show().get(pk=booking.pk))
    except NO as refusal:
        return refusal


def check_pair(scene, make, first, second):
    calls = [getattr(scene, first), getattr(scene, second)]
    booking, other, raced = make(), make(), make()
    legal = {outcome([answer(call, booking) for call in calls], booking)}
    legal.add(outcome([answer(call, other) for call in calls[::-1]][::-1], other))
    results = race(*[lambda call=call: answer(call, raced) for call in calls])
    assert outcome(results, raced) in legal, (first, second, results)
    after = ""
    for entry in HistoryEntry.objects.filter(booking=raced).exclude(after="").order_by("id"):
        assert entry.before in (after, entry.after)
        after = entry.after
    assert after == raced.state


@pytest.mark.parametrize(
    ("state", "moves"), [("pending", FROM_PENDING), ("confirmed", FROM_CONFIRMED)], ids=["pending", "confirmed"]
)
def test_every_pair_of_moves_at_once_ends_as_one_after_the_other(state, moves):
    scene = Scene()
    for first in moves:
        for second in meeting(first, moves):
            check_pair(scene, getattr(scene, state), first, second)
    assert not orphaned_claims().exists()
    assert mask_differences() == []
