"""Who stands in line-ups."""

from collections.abc import Iterable

from bookings.models import Booking, LineupEntry


def lineup_of(bookings: Iterable[Booking]) -> list[LineupEntry]:
    """All who stand in these bookings with an account, in the order of ids."""
    entries = LineupEntry.objects.filter(booking__in=bookings, user__isnull=False)
    return list(entries.select_related("user", "claim").order_by("id"))
