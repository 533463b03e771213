"""Holds and their ladders, challenges, and what the desk remembers."""

from holds.models.desks import SavedView
from holds.models.holds import Challenge, ChallengeStep, Hold, HoldEvent, HoldOffer, HoldQuerySet, Rung

__all__ = ["Challenge", "ChallengeStep", "Hold", "HoldEvent", "HoldOffer", "HoldQuerySet", "Rung", "SavedView"]
