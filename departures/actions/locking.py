"""Everything that a departure touches, locked at once in the one order: parties, shows, bookings, calendars."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import Party, User
from accounts.queries import team
from availability.actions import lock_calendars
from bookings.actions.locking import concerned_calendars, lock_all_bookings
from bookings.models import Booking, LineupEntry, Show
from bookings.queries.lineups import lineup_of
from departures.actions.ending import Ending, releases_of
from departures.queries import Affairs, affairs_of, gigs_of
from engagements.actions.transactions import SetGrew


@dataclass(frozen=True)
class Locked:
    """The line-up entries of a leaver in acts that go on, and the end of the affairs of parties that close."""

    entries: list[LineupEntry]
    ending: Ending


def lock_departure(
    at: dt.datetime, *, closing: Collection[Party] = (), leaver: User | None = None, staying: Collection[Party] = ()
) -> Locked:
    """Lock what changes when parties close, and when somebody leaves parties that go on. Assumes the parties locked.

    Raises SetGrew when more was written before the calendars were held.
    """
    affairs = affairs_of(closing, at)
    entries = gigs_of(leaver, staying, at) if leaver else []
    bookings = _lock_rows(affairs, entries)
    releases = releases_of(closing, affairs.holds)
    calendars = _calendars_of(affairs, bookings.values()) | {party.calendar_id for party in [*closing, *staying]}
    calendars |= {mate.user.calendar_id for party in closing for mate in team(party)}
    calendars |= {leaver.calendar_id} if leaver else set()
    lock_calendars(calendars.union(*(release.calendars for release in releases)))
    ending = Ending(closing, affairs_of(closing, at), releases)
    gigs = gigs_of(leaver, staying, at) if leaver else []
    if not (ending.affairs.open_ids <= affairs.open_ids and {gig.booking_id for gig in gigs} <= bookings.keys()):
        raise SetGrew
    for release in releases:
        release.check()
    for gig in gigs:
        gig.booking = bookings[gig.booking_id]
    return Locked(gigs, ending)


def _lock_rows(affairs: Affairs, entries: Collection[LineupEntry]) -> dict:
    """All shows by id, then all bookings by id, as they are now."""
    ids = {booking.pk for booking in affairs.bookings} | {entry.booking_id for entry in entries}
    ids |= set(Booking.objects.filter(spot__show__in=affairs.shows).values_list("pk", flat=True))
    shows = affairs.show_ids | {entry.booking.spot.show_id for entry in entries}
    list(Show.objects.filter(pk__in=shows).select_for_update(no_key=True).order_by("pk"))
    return lock_all_bookings(ids)


def _calendars_of(affairs: Affairs, bookings: Collection[Booking]) -> set[int]:
    calendars = {calendar for show in affairs.shows for calendar in concerned_calendars(show, [])}
    lineups = lineup_of(list(bookings))
    for booking in bookings:
        playing = [entry for entry in lineups if entry.booking_id == booking.pk]
        calendars |= concerned_calendars(booking.spot.show, [booking], playing)
    return calendars
