"""Telling players that they are booked against their own calendar, and what they may do about it."""

import datetime as dt
from collections.abc import Sequence

from django.urls import reverse

from bookings.actions.doing import Doing
from bookings.actions.telling import players, tell
from bookings.models import Booking, LineupEntry
from bookings.queries.conflicts import check_entries
from engagements.queries.lineups import LineupCheck
from notifications.actions import notify


def tell_promised(doing: Doing, booking: Booking, entries: Sequence[LineupEntry], kind: str = "confirmed") -> None:
    """Tell players whose time was promised just now, each one thing: `kind`, or that their calendar says busy. One
    query besides what telling takes. Assumes their calendars locked."""
    against = tell_booked_against(doing, booking, entries, check_entries(entries, booking.spot)) if entries else []
    tell(doing, players(entry for entry in entries if entry not in against), kind, booking)


def tell_booked_against(
    doing: Doing,
    booking: Booking,
    playing: Sequence[LineupEntry],
    check: LineupCheck,
    *,
    called_before: dt.datetime | None = None,
) -> list[LineupEntry]:
    """Tell those of the players who are busy by `check` exactly that, on the page of the three ways out; returns them.

    Whoever did it themselves knows. What an import says is not told a second time. `called_before`: when the call was,
    where the show has moved.
    """
    busy = check.busy_ids
    against = [entry for entry in playing if entry.user_id in busy]
    told = [entry for entry in against if entry.user_id != (doing.user and doing.user.pk)]
    if not told:
        return against
    for entry in told:
        entry.doubt_told_at = doing.at
    LineupEntry.objects.bulk_update(told, ["doubt_told_at"])
    data = {"booking": str(booking.pk)} | ({"starts_at_before": called_before.isoformat()} if called_before else {})
    notify(users=players(told), kind="bookings.booked_against", path=reverse("bookings:contradictions"), data=data)
    return against
