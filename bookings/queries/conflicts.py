"""Who of the line-ups of bookings may not be there: what the leaders of an act read before they give its word.

The same reading decides under the locks of an action and stands on pages, in the API and in mails.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.timezone import now

from accounts.models import Membership
from accounts.states import Role
from availability.ranges import Period
from bookings.models import Booking, LineupEntry, Offer, Spot
from bookings.states import BookingState, InitiatedBy, LineupState
from engagements.queries.lineups import Called, LineupCheck, check_lineup, check_lineups, members_called
from engagements.queries.people import rosters

Lineups = Mapping[UUID, Sequence[LineupEntry]]
"""Line-ups with their users, by booking."""


def check_entries(entries: Iterable[LineupEntry], spot: Spot, *, is_moving: bool = False) -> LineupCheck:
    """What the calendars of a line-up say of a spot's times. One query.

    Who has declined does not count, nor who plays whatever their calendar says (`kept_at`), unless it `is_moving`: they
    said so of the former times.
    """
    return check_lineup(_called(entries, Period(spot.call_at, spot.released_at), spot.show_id, is_moving=is_moving))


def check_bookings(bookings: Collection[Booking], lineups: Lineups) -> dict[UUID, LineupCheck]:
    """The line-ups of bookings that something is to come of, at the times on the table; by booking.

    Two queries, one more where there are counter-offers; none without bookings. An act that was asked and has not said
    who plays comes with all its members. Who joined the act after a booking was confirmed is named where they are busy.
    """
    if not bookings:
        return {}
    members = rosters({booking.act_id for booking in bookings})
    offers = _standing_offers(bookings)
    return check_lineups(
        {
            booking.pk: _called_for(
                booking, lineups.get(booking.pk, ()), members.get(booking.act_id, ()), offers.get(booking.pk)
            )
            for booking in bookings
        }
    )


def check_moved(spots: Mapping[Booking, Spot]) -> dict[UUID, LineupCheck]:
    """The line-ups of bookings at other times: their spots as they would be. Two queries, none without bookings."""
    if not spots:
        return {}
    lineups = read_lineups(list(spots))
    return check_lineups(
        {
            booking.pk: _called(
                lineups.get(booking.pk, ()), Period(spot.call_at, spot.released_at), spot.show_id, is_moving=True
            )
            for booking, spot in spots.items()
        }
    )


def busy_dates_of(membership: Membership) -> list[Booking]:
    """The confirmed bookings of an act still to come for which a new member is busy, by call. Three queries, one where
    nothing is booked."""
    user = membership.user
    booked = Booking.objects.filter(act=membership.party_id, state=BookingState.CONFIRMED, spot__released_at__gt=now())
    others = booked.exclude(lineup__user=user)
    if not others.exists():
        return []
    others = others.with_show().order_by("spot__call_at", "id")
    dates = {booking: [Called(user, _period(booking.spot, None), booking.spot.show_id)] for booking in others}
    return [booking for booking, check in check_lineups(dates).items() if check.busy]


def read_lineups(bookings: Collection[Booking]) -> dict[UUID, list[LineupEntry]]:
    """All who stand in these bookings, by booking. One query."""
    found: dict[UUID, list[LineupEntry]] = {}
    for entry in LineupEntry.objects.filter(booking__in=bookings).select_related("user").order_by("id"):
        found.setdefault(entry.booking_id, []).append(entry)
    return found


def _standing_offers(bookings: Iterable[Booking]) -> dict[UUID, Offer]:
    countered = {
        booking.pk: booking.offer_number
        for booking in bookings
        if booking.offer_number > 1 and booking.state == BookingState.PENDING
    }
    offers = Offer.objects.filter(booking__in=countered) if countered else ()
    return {offer.booking_id: offer for offer in offers if offer.number == countered[offer.booking_id]}


def _called_for(
    booking: Booking, entries: Sequence[LineupEntry], members: Sequence[Membership], offer: Offer | None
) -> list[Called]:
    period, occasion = _period(booking.spot, offer), booking.spot.show_id
    is_named = offer is not None and offer.lineup is not None
    if booking.state == BookingState.CONFIRMED:
        return [*_called(entries, period, occasion), *_newcomers(booking, entries, members, period)]
    if not entries and not is_named and booking.initiated_by != InitiatedBy.APPLICATION:
        return members_called(members, period, occasion)
    present = {membership.user_id for membership in members}
    if offer is not None and offer.lineup is not None:
        present &= set(offer.lineup)
    return _called([entry for entry in entries if entry.user_id in present], period, occasion)


def _called(entries: Iterable[LineupEntry], period: Period, occasion: UUID, *, is_moving: bool = False) -> list[Called]:
    return [
        Called(entry.player, period, occasion, is_asked=entry.state == LineupState.ASKED)
        for entry in entries
        if entry.user_id and entry.state != LineupState.DECLINED and (is_moving or entry.kept_at is None)
    ]


def _newcomers(
    booking: Booking, entries: Iterable[LineupEntry], members: Iterable[Membership], period: Period
) -> list[Called]:
    """Who joined once the line-up stood: it is nobody's fault that they are not in it, but they cannot step in."""
    known = {entry.user_id for entry in entries}
    since = booking.decided_at or booking.created_at
    return [
        Called(each.user, period, booking.spot.show_id, joined_later=True)
        for each in members
        if each.role == Role.MEMBER and each.user_id not in known and each.joined_at > since
    ]


def _period(spot: Spot, offer: Offer | None) -> Period:
    """From call to release as the offer has it; what it leaves out stands on the spot."""
    call_at = (offer and offer.call_at) or spot.call_at
    return Period(call_at, (offer and offer.released_at) or spot.released_at)
