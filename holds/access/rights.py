"""What a viewer may do with a hold now; the actions ask again, under their locks."""

import datetime as dt
from collections.abc import Iterable

from django.utils.timezone import now

from accounts.models import Viewer
from bookings.access.loaders import is_staff
from engagements.states import Side
from holds.access.known import Known
from holds.access.projections import ChallengeView
from holds.access.sides import agreeing_sides, led_among
from holds.models import Hold
from holds.states import (
    ChallengeState,
    ProposalState,
)


def is_over(hold: Hold, at: dt.datetime) -> bool:
    """Its time has passed, though the clock has not come to it yet."""
    return hold.expires_at is not None and hold.expires_at <= at


def allowed_to(
    user: Viewer, hold: Hold, sides: frozenset[Side], challenge: ChallengeView | None, known: Known
) -> Iterable[str]:
    """What the actions themselves would let the viewer do now; they ask again, under their locks."""
    if is_staff(user) and not sides:
        yield "release"
    if not sides:
        return
    yield "release"
    is_proposed = any(proposal.state == ProposalState.WAITING for proposal in known.proposals.get(hold.pk, ()))
    if challenge and challenge.part == "challenger":
        yield "withdraw_challenge"
    if Side.HOST in sides:
        yield "rank"
    if is_proposed:
        yield from ("confirm", "decline") if Side.HOST in sides else ()
        yield from ("withdraw_proposal",) if Side.ACT in sides else ()
        return
    yield "change"
    if not is_over(hold, now()) or challenge:
        if Side.HOST in sides:
            yield "confirm"
        elif _is_its_turn(hold, challenge, known):
            yield "propose"
        if hold.pk in known.above and hold.pk not in known.in_the_way:
            yield "challenge"
    if hold.starts_at and not all(_has_agreed(hold, side) for side in agreeing_sides(hold, led_among(known.roles))):
        yield "agree"


def _is_its_turn(hold: Hold, challenge: ChallengeView | None, known: Known) -> bool:
    """Whether nobody stands above, or all above have passed, within the deadline; and it has not passed itself."""
    if any(hold.pk in holds for holds in known.passed.values()):
        return False
    above = known.above.get(hold.pk, set())
    if challenge is None or (challenge.part == "challenger" and challenge.state != ChallengeState.DECIDING):
        return not above
    if challenge.until <= now():
        return False
    return challenge.part == "challenger" or above <= known.passed.get(challenge.id, set()) | known.suspended


def _has_agreed(hold: Hold, side: Side) -> bool:
    return hold.agreed_by_host if side == Side.HOST else hold.agreed_by_act
