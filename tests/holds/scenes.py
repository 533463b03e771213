"""Ladders that holds are tested on."""

import datetime as dt

from accounts.models import Party
from holds.actions import place_hold, set_policy
from holds.models import Hold, HoldPermission, Rung
from holds.queries.holds import ladder_of
from holds.states import PermissionState
from notifications.models import Notification
from tests.bookings.scenes import HOUR, Act, House, an_act
from tests.factories import FAR_SATURDAY, StageFactory

NIGHT = dt.date(2028, 3, 4)
PLACED = dt.datetime(2028, 2, 1, 12, 0, tzinfo=dt.UTC)
"""A Tuesday, 13:00 in Berlin."""
SET = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + 3 * HOUR}
DAY = dt.timedelta(days=1)


def known(house: House, *parties: Party) -> None:
    """The house lets these parties hold its nights."""
    for party in parties:
        HoldPermission.objects.update_or_create(
            venue=house.stage.venue, party=party, defaults={"state": PermissionState.GRANTED}
        )


def a_hold(house: House, act: Act, *, stage=None, night=NIGHT, at=PLACED, **values) -> Hold:
    """A band that the house knows holds a night for itself."""
    known(house, act.party)
    return place_hold(
        acting_user=act.leader, holder=act.party, stage=stage or house.stage, night=night, at=at, **values
    )


def a_ladder(house: House, count: int = 3, **values) -> tuple[list[Act], list[Hold]]:
    """So many bands that hold one night, the first first."""
    acts = [an_act(members=1) for _ in range(count)]
    return acts, [a_hold(house, act, **values) for act in acts]


def house_rules(house: House, **fields):
    return set_policy(acting_user=house.manager, venue=house.party, **fields)


def ranks(house: House, *holds: Hold, stage=None, night=NIGHT) -> list[int | None]:
    """The present rank of each of these holds, None where it stands no longer."""
    found = {hold.pk: hold.rank for hold in ladder_of(stage or house.stage, night)}
    return [found.get(hold.pk) for hold in holds]


def told(user) -> list[str]:
    """What a user was told, oldest first, without the app's name."""
    kinds = Notification.objects.filter(user=user).order_by("id").values_list("kind", flat=True)
    return [kind.partition(".")[2] for kind in kinds]


def two_rooms(house: House):
    """A hall that is made of the house's stage and another room."""
    other, hall = StageFactory(venue=house.stage.venue), StageFactory(venue=house.stage.venue)
    hall.parts.set([house.stage, other])
    return other, hall


def is_whole(house: House) -> bool:
    """Every ladder of the house runs from 1 to n, and every rung belongs to a standing hold and the other way round."""
    rungs = Rung.objects.filter(room__venue=house.stage.venue, rank__isnull=False).order_by("room", "night", "rank")
    ladders: dict[tuple, list[int]] = {}
    for rung in rungs.select_related("hold"):
        assert rung.hold.state == "standing"
        assert rung.last_rank == rung.rank
        ladders.setdefault((rung.room_id, rung.night), []).append(rung.rank)
    standing = Hold.objects.standing().filter(stage__venue=house.stage.venue)
    assert {rung.hold_id for rung in rungs} == set(standing.values_list("pk", flat=True))
    return all(found == list(range(1, len(found) + 1)) for found in ladders.values())
