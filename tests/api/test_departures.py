"""Leaving by the API does what leaving by the page does."""

import pytest

from accounts.actions import update_membership
from bookings.actions import accept_booking
from bookings.models import HistoryEntry
from bookings.states import Event, LineupState
from engagements.states import Channel
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db


def test_leaving_asks_for_a_dep(world):
    membership = world.member.memberships.get(party=world.band)
    update_membership(acting_user=world.member, membership=membership, may_be_booked=True)
    booking = accept_booking(acting_user=world.manager, booking=world.apply())
    mine = booking.lineup.get(user=world.member)
    assert (mine.state, mine.claim is None) == (LineupState.PLAYS, False)
    answer = Caller(world.member).call("DELETE", f"/bands/{world.band.slug}/members/{world.member.pk}")
    assert answer.status_code == 204
    mine.refresh_from_db()
    assert (mine.state, mine.claim) == (LineupState.DECLINED, None)
    assert HistoryEntry.objects.get(booking=booking, event=Event.LINEUP_LEFT).channel == Channel.API
    assert Caller(world.member).get(f"/bookings/{booking.pk}").status_code == 404
