"""The states of holds, challenges and proposals, and the one table of legal moves for each.

The database keeps the same tables by triggers that are generated from these, so no path around the actions exists.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RELEASED_WORD = pgettext_lazy("hold", "Released")
"""Not the word for when the people of an act may go home."""


class HoldState(models.TextChoices):
    """A hold stands on its ladder until one of the other three ends it; a restored one stands again."""

    STANDING = "standing", _("On hold")
    CONFIRMED = "confirmed", _("Confirmed")
    RELEASED = "released", RELEASED_WORD
    EXPIRED = "expired", _("Expired")


class HoldEnd(models.TextChoices):
    """Why a hold no longer stands, in the words of its own people: never whose doing it was elsewhere."""

    HOLDER = "holder", _("Given back")
    VENUE = "venue", _("Released by the venue")
    STAFF = "staff", _("Released by staff")
    TIME = "time", _("Expired")
    CHALLENGE = "challenge", _("Challenged and didn’t confirm in time")
    OTHER_CONFIRMED = "other_confirmed", _("The night went to another hold")
    OTHER_NIGHT = "other_night", _("You confirmed another date")
    PLAYS_ELSEWHERE = "plays_elsewhere", _("The act is booked elsewhere that night")
    CONFIRMED = "confirmed", _("Confirmed")


class ChallengeState(models.TextChoices):
    """`asking`: those above answer, one after another; `deciding`: all have passed, the challenger must confirm.

    `paused`: whoever was asked, or the challenger while it decided, has proposed the night to the venue, whose answer
    the challenge waits for.
    """

    ASKING = "asking", _("Waiting on holds ahead of you")
    DECIDING = "deciding", _("The challenger must confirm")
    PAUSED = "paused", _("Waiting for the venue’s answer")
    WON = "won", _("Confirmed by the challenger")
    LOST = "lost", _("Confirmed by a hold above")
    FAILED = "failed", _("Not confirmed in time")
    DECLINED = "declined", _("The venue didn’t accept the challenger’s proposal")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChallengePart(models.TextChoices):
    """What a hold is in a challenge: asked by it, or whoever challenges."""

    ASKED = "asked", _("Asked")
    CHALLENGER = "challenger", _("Challenger")


class ChallengeAnswer(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    RELEASED = "released", RELEASED_WORD
    SILENT = "silent", _("Didn’t answer in time")
    PASSED = "passed", _("Proposed the night, but the venue didn’t accept")


class ProposalState(models.TextChoices):
    """What became of a holder's proposal to the venue. `superseded`: the night, or the act, went elsewhere."""

    WAITING = "waiting", _("Waiting for the venue")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Ended by another booking")


class Obstacle(models.TextChoices):
    """Why a hold that a show released is not asked again when its ladder is restored, in the venue's words."""

    TIME = "time", _("Expired")
    NOT_FREE = "not_free", _("Not free that night")
    SETTLED = "settled", _("Confirmed another date")
    HOLDS_AGAIN = "holds_again", _("Already holds the night again")
    CLOSED = "closed", _("Closed for good")
    SUSPENDED = "suspended", _("Suspended")
    REFUSED = "refused", _("No longer allowed to hold here")
    TOO_MANY = "too_many", _("At the limit of your house rules")
    HOUSE_CLOSED = "house_closed", _("The stage is closed that night")


class PermissionState(models.TextChoices):
    """Whether a venue lets a party hold its nights."""

    ASKED = "asked", _("Asked")
    GRANTED = "granted", _("Allowed")
    REFUSED = "refused", _("Not allowed")


RUNNING = (ChallengeState.ASKING, ChallengeState.DECIDING, ChallengeState.PAUSED)
"""Challenges that somebody still has to answer."""

HOLD_TRANSITIONS: dict[HoldState, frozenset[HoldState]] = {
    HoldState.STANDING: frozenset({HoldState.CONFIRMED, HoldState.RELEASED, HoldState.EXPIRED}),
    HoldState.CONFIRMED: frozenset({HoldState.RELEASED}),
    HoldState.RELEASED: frozenset({HoldState.STANDING}),
    HoldState.EXPIRED: frozenset(),
}
"""A released hold stands again only when the show that released it, or an act booked on it, is off and the venue
restores the ladder."""

CHALLENGE_TRANSITIONS: dict[ChallengeState, frozenset[ChallengeState]] = {
    ChallengeState.ASKING: frozenset(
        {
            ChallengeState.DECIDING,
            ChallengeState.PAUSED,
            ChallengeState.LOST,
            ChallengeState.WITHDRAWN,
            ChallengeState.WON,
        }
    ),
    ChallengeState.DECIDING: frozenset(
        {
            ChallengeState.PAUSED,
            ChallengeState.WON,
            ChallengeState.LOST,
            ChallengeState.FAILED,
            ChallengeState.WITHDRAWN,
        }
    ),
    ChallengeState.PAUSED: frozenset(
        {
            ChallengeState.ASKING,
            ChallengeState.DECIDING,
            ChallengeState.WON,
            ChallengeState.LOST,
            ChallengeState.FAILED,
            ChallengeState.DECLINED,
            ChallengeState.WITHDRAWN,
        }
    ),
    ChallengeState.WON: frozenset(),
    ChallengeState.LOST: frozenset(),
    ChallengeState.FAILED: frozenset(),
    ChallengeState.DECLINED: frozenset(),
    ChallengeState.WITHDRAWN: frozenset(),
}

PROPOSAL_TRANSITIONS: dict[ProposalState, frozenset[ProposalState]] = {
    state: frozenset(set(ProposalState) - {state}) if state == ProposalState.WAITING else frozenset()
    for state in ProposalState
}
"""A proposal is answered once."""


class HoldNews(models.TextChoices):
    """What the history of a hold tells. Stored by value: none may ever change its meaning."""

    PLACED = "placed", _("On hold")
    TERMS_CHANGED = "terms_changed", _("Terms changed")
    AGREED = "agreed", _("Agreed to the terms")
    RANKED = "ranked", _("Position changed")
    WARNED = "warned", _("Expiry reminder sent")
    CHALLENGES = "challenges", _("Challenged the holds ahead")
    CHALLENGED = "challenged", _("Challenged: confirm or release")
    DECIDES = "decides", _("Holds ahead passed: confirm in time")
    CHALLENGE_LOST = "challenge_lost", _("Challenge lost: a hold ahead was confirmed")
    CHALLENGE_FAILED = "challenge_failed", _("Not confirmed in time: moved to the end")
    CHALLENGE_WITHDRAWN = "challenge_withdrawn", _("Challenge withdrawn")
    CHALLENGE_DECLINED = "challenge_declined", _("Challenge over: the venue didn’t accept")
    PROPOSED = "proposed", _("Proposed to the venue")
    PROPOSAL_DECLINED = "proposal_declined", _("Declined by the venue")
    PROPOSAL_LAPSED = "proposal_lapsed", _("No answer from the venue in time")
    PROPOSAL_WITHDRAWN = "proposal_withdrawn", _("Proposal withdrawn")
    PROPOSAL_SUPERSEDED = "proposal_superseded", _("Proposal over: the night went to another act")
    RELEASED = "released", RELEASED_WORD
    EXPIRED = "expired", _("Expired")
    CONFIRMED = "confirmed", _("Confirmed")
    KEPT = "kept", _("Kept as a backup")
    RESTORED = "restored", _("Back on hold: the night opened up")
