"""Who has worked together before, which decides what a mail may carry of the other side's words; and who does not want
to hear from whom."""

from collections.abc import Collection
from uuid import UUID

from accounts.models import Party, User
from bookings.hooks import unwelcome
from bookings.models import Booking
from bookings.states import BookingState
from web.errors import Refusal


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


def find_refusal(user: User | None, party: Party, other: Party) -> Refusal | None:
    """Why no booking may begin in the name of the first party with the other: one has blocked the other. Two that have
    a night to play together go on. `user` is None when the clock asks."""
    refusal = next(filter(None, unwelcome.one_by_one(user, party, other)), None)
    return None if refusal is None or have_a_night(party, other) else refusal


def have_a_night(party: Party, other: Party) -> bool:
    """Whether a confirmed booking connects these two."""
    confirmed = Booking.objects.filter(state=BookingState.CONFIRMED)
    sides = ([party, other], [other, party])
    return any(confirmed.filter(act=act, spot__show__owner=host).exists() for act, host in sides)
