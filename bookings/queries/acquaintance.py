"""Who has worked together before: what a mail may carry of the other side's words depends on it."""

from collections.abc import Collection
from uuid import UUID

from accounts.models import Party
from bookings.models import Booking


def together(acts: Collection[Party | UUID], hosts: Collection[Party | UUID]) -> set[tuple[UUID, UUID]]:
    """Of all pairs of these acts and hosts those that have, or ever had, a confirmed booking that was not called off.
    One query."""
    promised = Booking.objects.promised().filter(act__in=acts, spot__show__owner__in=hosts)
    return set(promised.values_list("act", "spot__show__owner").order_by().distinct())


def between_strangers(bookings: Collection[Booking]) -> set[str]:
    """The ids, as text, of those of these bookings whose act and host have never worked together. One query, none
    without bookings."""
    if not bookings:
        return set()
    known = together({each.act_id for each in bookings}, {each.spot.show.owner_id for each in bookings})
    return {str(each.pk) for each in bookings if (each.act_id, each.spot.show.owner_id) not in known}
