"""Somebody joins an act that is booked already: its leaders read for which dates they are busy."""

from accounts.models import Membership
from accounts.queries import party_path
from bookings.queries.conflicts import busy_dates_of
from engagements.queries.people import leaders_of
from notifications.actions import notify


def tell_of_newcomer(membership: Membership) -> None:
    """Tell the act's leaders which of its booked dates still to come a new member cannot play; nothing where there are
    none. The line-ups stand as they are. Registered with the hooks of `accounts`."""
    dates = busy_dates_of(membership)
    if dates:
        told = [leader for leader in leaders_of(membership.party) if leader != membership.user]
        data = {"user": str(membership.user_id), "bookings": [str(booking.pk) for booking in dates]}
        notify(users=told, kind="bookings.newcomer_busy", path=party_path(membership.party), data=data)
