"""Proposals as whoever holds a night makes them, and as its venue answers."""

from holds.actions import confirm_hold, decline_proposal, lapse_proposal
from holds.models import Proposal
from tests.bookings.scenes import HOUR
from tests.holds.scenes import DAY, PLACED

LATER = PLACED + DAY
ANSWER_BY = LATER + 72 * HOUR
SILENCE = LATER + 48 * HOUR
FEE = {"fee_minor": 99_999_900, "fee_currency": "EUR"}


def propose(act, hold, at=LATER, **values):
    return confirm_hold(acting_user=act.leader, hold=hold, at=at, **values)


def agree(house, hold, at=LATER, **values):
    return confirm_hold(acting_user=house.manager, hold=hold, at=at, **values)


def decline(house, hold, at=LATER, **values):
    return decline_proposal(acting_user=house.manager, hold=hold, at=at, **values)


def lapse(hold, at=ANSWER_BY):
    return lapse_proposal(proposal=Proposal.objects.filter(hold=hold).last(), at=at)


def state_of(hold):
    return Proposal.objects.filter(hold=hold).last().state
