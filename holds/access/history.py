"""What happened to a hold, as its own people may know it: never who else stands on the ladder."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from accounts.models import Party, Viewer
from bookings.access.loaders import is_staff
from engagements.states import Side
from engagements.words.site_texts import say_text
from holds.access.known import Known
from holds.access.projections import HoldEventView
from holds.models import Hold, HoldEvent
from holds.states import (
    HoldNews,
)

MOVED_BY_OTHERS = (HoldNews.RANKED, HoldNews.CHALLENGED, HoldNews.DECIDES, HoldNews.KEPT)
"""What comes over a hold from its ladder. Whose doing it was, and by which way, would tell who stands there: one's own
colleague may lead the other act too."""


def history_of(user: Viewer, hold: Hold, sides: frozenset[Side], known: Known) -> Iterable[HoldEventView]:
    """Persons on one's own side by name; the other side by its party's; whoever else moved the ladder not at all."""
    by_side = {
        Side.HOST: [hold.stage.venue.party],
        Side.ACT: [party for party in (hold.act, hold.holder) if party and party.pk != hold.stage.venue_id],
    }
    leaders = {side: _leaders(parties, known) for side, parties in by_side.items()}
    own = frozenset[UUID]().union(*(leaders[side] for side in sides))
    knows_all = Side.HOST in sides or is_staff(user)
    for event in known.events.get(hold.pk, ()):
        yield HoldEventView(
            at=event.at,
            actor=_actor(event, by_side, leaders, is_named=is_staff(user) or event.actor_id in own)
            if knows_all or event.event not in MOVED_BY_OTHERS
            else "",
            channel=event.channel if knows_all or event.event not in MOVED_BY_OTHERS else "",
            event=event.event,
            label=str(HoldNews(event.event).label) if event.event in HoldNews.values else event.event,
            before=event.before,
            after=event.after,
            text=say_text(event.text),
        )


def _leaders(parties: Iterable[Party], known: Known) -> frozenset[UUID]:
    return frozenset[UUID]().union(*(known.leaders.get(party.pk, frozenset()) for party in parties))


def _actor(
    event: HoldEvent,
    by_side: Mapping[Side, Sequence[Party]],
    leaders: Mapping[Side, frozenset[UUID]],
    *,
    is_named: bool,
) -> str:
    if event.actor is None:
        return ""
    if is_named:
        return event.actor.display_name
    return next((parties[0].name for side, parties in by_side.items() if event.actor_id in leaders[side]), "")
