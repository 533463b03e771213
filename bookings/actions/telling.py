"""Whom an action tells: rows of the outbox, in the transaction that made it true."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import User
from availability.actions import touch
from bookings.actions.doing import Doing
from bookings.models import Booking, LineupEntry, Show
from bookings.queries.people import leaders_of
from notifications.actions import notify


def tell(doing: Doing, users: Iterable[User], kind: str, booking: Booking, **data) -> None:
    """Tell these users of a booking, each once, but not the one who did it."""
    told = {user.pk: user for user in users if user != doing.user}
    if told:
        path = reverse("bookings:booking", args=[booking.pk])
        notify(users=list(told.values()), kind=f"bookings.{kind}", path=path, data={"booking": str(booking.pk), **data})


def tell_sides(doing: Doing, kind: str, booking: Booking, *, also: Iterable[User] = (), **data) -> None:
    """Tell the leaders of both sides, and others concerned."""
    tell(doing, [*leaders_of(booking.act, booking.spot.show.owner), *also], kind, booking, **data)


def players(entries: Iterable[LineupEntry]) -> list[User]:
    """The users in a line-up."""
    return [entry.user for entry in entries if entry.user_id]


def touch_night(show: Show, bookings: Iterable[Booking]) -> None:
    """The public status of a night changed for host, stage and these acts. Assumes their calendars locked."""
    ids = {show.owner.calendar_id, *(booking.act.calendar_id for booking in bookings)}
    if show.stage:
        ids |= {show.stage.calendar_id, show.stage.venue.party.calendar_id}
    touch(ids, public=True)
