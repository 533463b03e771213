"""Holds and their ladders, challenges, proposals, permissions, and what the desk remembers."""

from holds.models.desks import SavedView
from holds.models.holds import Challenge, ChallengeStep, Hold, HoldEvent, HoldOffer, HoldQuerySet, Rung
from holds.models.permissions import HoldPermission
from holds.models.proposals import Proposal

__all__ = [
    "Challenge",
    "ChallengeStep",
    "Hold",
    "HoldEvent",
    "HoldOffer",
    "HoldPermission",
    "HoldQuerySet",
    "Proposal",
    "Rung",
    "SavedView",
]
