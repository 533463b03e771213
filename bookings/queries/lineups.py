"""Who stands in line-ups."""

from collections.abc import Iterable

from bookings.models import Booking, LineupEntry
from bookings.states import LineupState


def lineup_of(bookings: Iterable[Booking]) -> list[LineupEntry]:
    """All who stand in these bookings with an account, in the order of ids."""
    entries = LineupEntry.objects.filter(booking__in=bookings, user__isnull=False)
    return list(entries.select_related("user", "claim").order_by("id"))


def who_fills(left: LineupEntry, lineup: Iterable[LineupEntry]) -> LineupEntry | None:
    """Who of the line-up plays in the place that somebody has left; None while they are missed, or where they play."""
    if left.state != LineupState.DECLINED or left.missing_since or left.user_id is None:
        return None
    place = {left.user_id, left.stands_in_for_id} - {None}
    playing = (entry for entry in lineup if entry.state == LineupState.PLAYS)
    return next((entry for entry in playing if place & {entry.stands_in_for_id, entry.user_id}), None)
