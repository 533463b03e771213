"""Which sides of a hold somebody leads, and for which of them they may speak."""

from uuid import UUID

from accounts.models import Viewer
from accounts.states import LEADING_ROLES
from engagements.queries.people import roles_by_party
from engagements.states import Side
from holds.models import Hold


def hold_sides(user: Viewer, hold: Hold) -> frozenset[Side]:
    """The sides of a hold that the user leads: HOST the venue, ACT the holder or the act. None, one or both."""
    return sides_among(hold, led_among(roles_by_party(user, parties_of(hold))))


def parties_of(hold: Hold) -> set[UUID]:
    return {hold.holder_id, hold.stage.venue_id} | ({hold.act_id} if hold.act_id else set())


def led_among(roles: dict[UUID, set[str]]) -> frozenset[UUID]:
    return frozenset(party_id for party_id, held in roles.items() if held & LEADING_ROLES)


def sides_among(hold: Hold, led: frozenset[UUID]) -> frozenset[Side]:
    venue = hold.stage.venue_id
    sides = {Side.HOST} if venue in led else set()
    if ({hold.holder_id, hold.act_id} - {venue}) & led:
        sides.add(Side.ACT)
    return frozenset(sides)


def agreeing_sides(hold: Hold, led: frozenset[UUID]) -> frozenset[Side]:
    """For which sides of the terms who leads these parties may speak: an act is spoken for by its own leaders alone,
    a hold without an act by its holder's."""
    speaks = {Side.HOST: hold.stage.venue_id, Side.ACT: hold.act_id or hold.holder_id}
    return frozenset(side for side, party_id in speaks.items() if party_id in led)
