"""The states of holds and challenges, and the one table of legal moves for each.

The database keeps the same tables by triggers that are generated from these, so no path around the actions exists.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HoldState(models.TextChoices):
    """A hold stands on its ladder until one of the other three ends it; a restored one stands again."""

    STANDING = "standing", _("Held")
    CONFIRMED = "confirmed", _("Confirmed")
    RELEASED = "released", _("Released")
    EXPIRED = "expired", _("Expired")


class HoldEnd(models.TextChoices):
    """Why a hold no longer stands, in the words of its own people: never whose doing it was elsewhere."""

    HOLDER = "holder", _("Given back")
    VENUE = "venue", _("Released by the venue")
    STAFF = "staff", _("Released by the site's staff")
    TIME = "time", _("Run out")
    CHALLENGE = "challenge", _("Challenged and not confirmed in time")
    OTHER_CONFIRMED = "other_confirmed", _("The night went to another hold")
    OTHER_NIGHT = "other_night", _("The offer was settled on another night")
    PLAYS_ELSEWHERE = "plays_elsewhere", _("The act is booked elsewhere that night")
    CONFIRMED = "confirmed", _("Confirmed")


class ChallengeState(models.TextChoices):
    """`asking`: those above answer, one after another; `deciding`: all have passed, the challenger must confirm."""

    ASKING = "asking", _("Those above are being asked")
    DECIDING = "deciding", _("The challenger must confirm")
    WON = "won", _("Confirmed by the challenger")
    LOST = "lost", _("Confirmed by a hold above")
    FAILED = "failed", _("Not confirmed in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChallengeAnswer(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    RELEASED = "released", _("Released")
    SILENT = "silent", _("Did not answer in time")


RUNNING = (ChallengeState.ASKING, ChallengeState.DECIDING)
"""Challenges that somebody still has to answer."""

HOLD_TRANSITIONS: dict[HoldState, frozenset[HoldState]] = {
    HoldState.STANDING: frozenset({HoldState.CONFIRMED, HoldState.RELEASED, HoldState.EXPIRED}),
    HoldState.CONFIRMED: frozenset({HoldState.RELEASED}),
    HoldState.RELEASED: frozenset({HoldState.STANDING}),
    HoldState.EXPIRED: frozenset(),
}
"""A released hold stands again only when the show that released it was called off and the ladder is restored."""

CHALLENGE_TRANSITIONS: dict[ChallengeState, frozenset[ChallengeState]] = {
    ChallengeState.ASKING: frozenset(
        {ChallengeState.DECIDING, ChallengeState.LOST, ChallengeState.WITHDRAWN, ChallengeState.WON}
    ),
    ChallengeState.DECIDING: frozenset(
        {ChallengeState.WON, ChallengeState.LOST, ChallengeState.FAILED, ChallengeState.WITHDRAWN}
    ),
    ChallengeState.WON: frozenset(),
    ChallengeState.LOST: frozenset(),
    ChallengeState.FAILED: frozenset(),
    ChallengeState.WITHDRAWN: frozenset(),
}


class HoldNews(models.TextChoices):
    """What the history of a hold tells. Stored by value: none may ever change its meaning."""

    PLACED = "placed", _("Held")
    TERMS_CHANGED = "terms_changed", _("Terms changed")
    AGREED = "agreed", _("Agreed to the terms")
    RANKED = "ranked", _("Another rank")
    WARNED = "warned", _("Reminded that it runs out")
    CHALLENGES = "challenges", _("Challenges those above")
    CHALLENGED = "challenged", _("Challenged: confirm or release")
    DECIDES = "decides", _("All above have passed: confirm in time")
    CHALLENGE_LOST = "challenge_lost", _("The challenge is lost: a hold above was confirmed")
    CHALLENGE_FAILED = "challenge_failed", _("Not confirmed in time: moved to the end")
    CHALLENGE_WITHDRAWN = "challenge_withdrawn", _("The challenge is withdrawn")
    RELEASED = "released", _("Released")
    EXPIRED = "expired", _("Expired")
    CONFIRMED = "confirmed", _("Confirmed")
    KEPT = "kept", _("Kept as a backup")
    RESTORED = "restored", _("Held again: the show was called off")
