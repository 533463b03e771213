"""Every write to holds and their ladders. The lock of a ladder is the calendar of its room.

`ladders` holds what all of them do alike: lock, change, close up, pass challenges on, tell.
"""

from holds.actions.challenges import challenge_hold, pass_on_challenge, withdraw_challenge
from holds.actions.confirming import confirm_hold
from holds.actions.ending import expire_hold, rank_hold, release_hold, warn_of_hold
from holds.actions.permissions import ask_to_hold, let_hold
from holds.actions.placing import place_hold, place_offer
from holds.actions.policies import set_parts, set_policy
from holds.actions.proposals import (
    decline_proposal,
    lapse_proposal,
    propose_hold,
    remind_of_proposal,
    withdraw_proposal,
)
from holds.actions.restoring import restore_ladder
from holds.actions.terms import agree_to_hold, change_hold

__all__ = [
    "agree_to_hold",
    "ask_to_hold",
    "challenge_hold",
    "change_hold",
    "confirm_hold",
    "decline_proposal",
    "expire_hold",
    "lapse_proposal",
    "let_hold",
    "pass_on_challenge",
    "place_hold",
    "place_offer",
    "propose_hold",
    "rank_hold",
    "release_hold",
    "remind_of_proposal",
    "restore_ladder",
    "set_parts",
    "set_policy",
    "warn_of_hold",
    "withdraw_challenge",
    "withdraw_proposal",
]
