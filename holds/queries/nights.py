"""Which nights are asked for by a hold, as far as public calendars tell."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from accounts.models import Party
from accounts.states import Approval
from holds.models import Hold, Rung


def nights_held_for(act: Party, first: dt.date, last: dt.date) -> set[dt.date]:
    """The nights from `first` to `last`, both included, that are held for an act. One query."""
    held = Hold.objects.standing().filter(act=act, night__range=(first, last))
    return set(held.values_list("night", flat=True))


def nights_held_on(rooms: Mapping[UUID, Collection[UUID]], first: dt.date, last: dt.date) -> dict[UUID, set[dt.date]]:
    """The nights on which an approved party holds one of these rooms, by stage. `rooms`: stage id -> ids of its rooms.

    One query, whatever the number of stages.
    """
    wanted = {room for ids in rooms.values() for room in ids}
    rungs = Rung.objects.filter(
        room__in=wanted, rank__isnull=False, night__range=(first, last), hold__holder__approval=Approval.APPROVED
    )
    held: dict[UUID, set[dt.date]] = defaultdict(set)
    for room, night in rungs.values_list("room", "night").order_by().distinct():
        held[room].add(night)
    return {stage: set().union(*(held[room] for room in ids)) for stage, ids in rooms.items()}
