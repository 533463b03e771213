"""What a 409 says: who is promised then, as far as the one who asked may know, and which nights are free instead."""

from collections.abc import Iterable

from availability.actions import Wanted
from bookings.models import Booking, LineupEntry, Show, Spot
from engagements.actions.conflicts import A_STAGE


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
    """The promises that a confirmed booking of this spot needs, from call to release, in the order given."""
    return [Wanted(calendar_id, spot.call_at, spot.released_at, spot.show_id) for calendar_id in calendar_ids]
