"""Which nights are asked for by a hold, as far as public calendars tell."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import now

from accounts.models import Party
from accounts.states import Approval
from holds.models import Challenge, Hold, Proposal, Rung
from holds.states import RUNNING, ProposalState


def nights_held_for(act: Party, first: dt.date, last: dt.date) -> set[dt.date]:
    """The nights from `first` to `last`, both included, that are held for an act by itself or by whoever leads it, or
    with its agreement: a venue that just notes an act for a night says nothing of the act. One query."""
    # What somebody has to answer does not run out meanwhile.
    asked = Challenge.objects.filter(Q(hold=OuterRef("pk")) | Q(asked=OuterRef("pk")), state__in=RUNNING)
    proposed = Proposal.objects.filter(hold=OuterRef("pk"), state=ProposalState.WAITING)
    running = Q(expires_at=None) | Q(expires_at__gt=now()) | Exists(asked) | Exists(proposed)
    held = Hold.objects.standing().filter(running, act=act, night__range=(first, last))
    held = held.filter(~Q(holder=F("stage__venue")) | Q(agreed_by_act=True))
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
