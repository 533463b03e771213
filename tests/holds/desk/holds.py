"""Holds written straight into the tables: what a desk shows of them, not how they came about."""

import datetime as dt

from accounts.models import Party
from holds.models import Challenge, Hold, Rung
from tests.factories import FAR_SATURDAY
from venues.models import Stage

NIGHT = dt.date(2028, 3, 4)


def a_ladder(holder: Party, stage: Stage, *names: str, night: dt.date = NIGHT, rooms: list[Stage] | None = None):
    """Holds on one night of a stage, the first name first."""
    found = []
    for rank, name in enumerate(names, 1):
        hold = Hold.objects.create(stage=stage, night=night, holder=holder, act_name=name, expires_at=FAR_SATURDAY)
        for room in rooms or [stage]:
            Rung.objects.create(hold=hold, room=room, night=night, rank=rank, last_rank=rank)
        found.append(hold)
    return found


def a_challenge(lower: Hold, higher: Hold) -> Challenge:
    return Challenge.objects.create(hold=lower, asked=higher, until=FAR_SATURDAY - dt.timedelta(days=1))
