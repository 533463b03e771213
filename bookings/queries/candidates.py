"""Who might step into a spot: those who hold the night next, those who wait for the spot, those who fit it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from accounts.conditions import PUBLIC_PARTY
from accounts.models import Party
from accounts.states import PLAYING_KINDS, Approval
from bookings.hooks import next_in_line
from bookings.models import Booking, Spot
from bookings.queries.fitting import fitting_acts
from bookings.states import LIVE, PROMISED, RefillSource

MOST_ASKED = 20


@dataclass(frozen=True)
class Candidate:
    """An act, why it is asked, and the fee that it has asked for: minor units and currency, or neither."""

    source: RefillSource
    act: Party
    fee_minor: int | None = None
    fee_currency_id: str | None = None


def candidates(spot: Spot, *, besides: Collection[UUID] = ()) -> list[Candidate]:
    """Acts to ask for a spot, each once, in the order in which they are asked, at most MOST_ASKED.

    Left out are `besides`, who stands on the bill or waits for it already, and who staff have not approved; of those
    who wait, acts whose page is no longer online: nobody may be left to answer for them.
    """
    left_out = set(besides) | {spot.show.owner_id} | _on_bill(spot)
    found: dict[UUID, Candidate] = {}
    for candidate in _all(spot):
        act = candidate.act
        if act.pk not in left_out and act.approval == Approval.APPROVED and act.kind in PLAYING_KINDS:
            found.setdefault(act.pk, candidate)
        if len(found) == MOST_ASKED:
            break
    return list(found.values())


def _on_bill(spot: Spot) -> set[UUID]:
    bookings = Booking.objects.filter(spot__show=spot.show_id, state__in=sorted(LIVE | PROMISED))
    return set(bookings.values_list("act_id", flat=True))


def _all(spot: Spot) -> Iterator[Candidate]:
    if spot.show.stage:
        for found in chain.from_iterable(next_in_line(spot.show.stage, spot.show.night)):
            yield Candidate(RefillSource.HOLD, *found)
    waiting = spot.waitlist.filter(PUBLIC_PARTY.q("act"), left_at=None).select_related("act")
    for entry in waiting.order_by("added_at", "id"):
        yield Candidate(RefillSource.WAITLIST, entry.act)
    for fitting in fitting_acts(spot):
        yield Candidate(RefillSource.MATCH, fitting.act)
