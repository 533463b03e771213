"""Promising a stage to a show, with every room that it is made of, and giving them back. All assume the locks.

Publishing takes a night away from those who hold it: the ladders of the show's nights are locked together with the
house, and a hold that is not named to be confirmed or released stands in the way.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from availability.actions import Wanted, claim, lock_calendars, release_claims, touch
from availability.models import TimeBlock
from availability.ranges import Period
from bookings.actions.doing import Doing
from bookings.actions.locking import host_calendars
from bookings.hooks import Claimant, stage_taken
from bookings.models import Show, ShowRoom
from bookings.queries.nights import nights_of
from engagements.actions.conflicts import A_STAGE, explaining_taken
from venues.errors import StageClosed
from venues.models import Stage
from venues.queries import rooms_of, stages_together
from venues.queries.closures import is_closed, night_period


def stage_calendars(stage: Stage | None) -> set[int]:
    """The calendars to lock where a show gets or loses a stage: of all stages that hang together with it, whose nights
    look different then. One or two queries."""
    return {tied.calendar_id for tied in stages_together(stage)} if stage else set()


def lock_house(show: Show, doing: Doing) -> list[Claimant]:
    """Lock the calendars of a show's host and rooms, and of everyone who may stand in its way, all at once.

    Returns those who may stand in the way, as they are now; nobody where the show has no stage.
    """
    if not show.stage:
        lock_calendars(host_calendars(show))
        return []
    claimants = stage_taken(show, doing)
    concerned = set().union(*(claimant.calendars for claimant in claimants))
    locked = frozenset(lock_calendars(host_calendars(show) | stage_calendars(show.stage) | concerned))
    for claimant in claimants:
        claimant.read(locked)
    return claimants


def make_way(claimants: Iterable[Claimant], named: Collection[UUID] = (), *, former: Show | None = None) -> None:
    """Let everyone whom the host has named by id give way.

    Raises `Held` with all that stand there when one is not named. Those who stood there already at the show's
    `former` times may stay.
    """
    for claimant in claimants:
        claimant.make_way(named, former)


def claim_stage(show: Show, *, stays: bool = False) -> None:
    """Promise the stage and its rooms to the show, from load-in to out; `claim` is for the caller to store. `stays`: on
    the nights that it has, closed since or not. Raises `Taken` with free times instead, `StageClosed`."""
    if not show.stage:
        return
    parts = [room for room in rooms_of(show.stage) if room.pk != show.stage_id]
    rooms = [show.stage, *parts]
    if not stays:
        require_stage_open(rooms, show)
    wanted = [Wanted(room.calendar_id, show.load_in_at, show.out_at, show.pk) for room in rooms]
    with explaining_taken({room.calendar_id: A_STAGE for room in rooms}, wanted, show.timezone):
        show.claim, *claims = claim(wanted=wanted)
    touch(stage_calendars(show.stage), public=True, alone=True)
    ShowRoom.objects.bulk_create(
        ShowRoom(show=show, room=room, claim=block) for room, block in zip(parts, claims, strict=True)
    )


def require_stage_open(rooms: Sequence[Stage], show: Show) -> None:
    """Raise StageClosed where the venue has closed one of these on a night of the show. One query."""
    nights, venue = nights_of(show), rooms[0].venue
    period = Period(night_period(nights[0], venue).starts_at, night_period(nights[-1], venue).ends_at)
    if is_closed(rooms, period):
        raise StageClosed


def let_rooms_go(show: Show) -> list[TimeBlock | None]:
    """Take its further rooms from a show that has its stage no longer; returns their claims, to be given back."""
    blocks = [room.claim for room in show.rooms.select_related("claim")]
    show.rooms.all().delete()
    touch(stage_calendars(show.stage), public=True, alone=True)
    return blocks


def let_stage_go(show: Show) -> None:
    """Give back the stage of a show and its rooms, in order to claim other times or another stage."""
    former = [show.claim, *let_rooms_go(show)]
    show.claim = None
    Show.objects.filter(pk=show.pk).update(claim=None)
    release_claims(blocks=former)
