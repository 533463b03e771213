"""What a 409 says: who is promised then, as far as the one who asked may know, and which nights are free instead."""

from collections.abc import Iterable

from availability.actions import Wanted
from availability.errors import Conflict
from bookings.models import Booking, LineupEntry, Show, Spot
from engagements.actions.conflicts import A_STAGE, explained
from web.prepared import run

FOLLOW_SETS = "SELECT calendar_id, starts_at, ends_at FROM bookings_follow_sets(%s)"


def names_of(show: Show, booking: Booking | None = None) -> dict[int, str]:
    """What calendars are called to whom asked: an act by its slug, a stage and a musician by what they are."""
    names = {show.stage.calendar_id: A_STAGE} if show.stage else {}
    if booking:
        names[booking.act.calendar_id] = booking.act.slug
    return names


def people_of(entries: Iterable[LineupEntry]) -> dict[int, str]:
    """What the leaders of an act call those in its line-up, by calendar; nobody else reads who is promised."""
    return {entry.player.calendar_id: entry.player.display_name for entry in entries if entry.user_id}


def claims_wanted(spot: Spot, calendar_ids: Iterable[int]) -> list[Wanted]:
    """The promises that a confirmed booking of this spot needs, from call to release, in the order given.

    Reads its show.
    """
    return [
        Wanted(calendar_id, spot.call_at, spot.released_at, spot.show_id, performance=spot.performance)
        for calendar_id in calendar_ids
    ]


def follow_sets(show: Show) -> None:
    """Bring the sets that acts and players are promised for after a change of the show's times or bill.

    Assumes the show locked, and the change stored. Raises `Taken` where somebody would play two sets at once.
    """
    rows = run(FOLLOW_SETS, [show.pk])
    clashes = [Conflict(calendar_id, starts_at, ends_at, is_set=True) for calendar_id, starts_at, ends_at in rows]
    if clashes:
        acts = Booking.objects.promised().filter(spot__show=show).select_related("act")
        wanted = [Wanted(clash.calendar_id, show.load_in_at, show.out_at, show.pk) for clash in clashes]
        raise explained(clashes, {each.act.calendar_id: each.act.slug for each in acts}, wanted, show.timezone)
