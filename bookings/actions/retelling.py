"""Telling calendars anew what a show is called, where it is and since when it may be known."""

from availability.actions import lock_calendars, write_entries
from bookings.actions.entries import bill_of, booking_entries, show_entries
from bookings.actions.locking import concerned_calendars, lock_bookings
from bookings.actions.telling import touch_desk, touch_night
from bookings.models import Show
from bookings.queries.lineups import lineup_of
from bookings.states import PROMISED, PUBLISHED


def retell(show: Show) -> None:
    """Write what host, stage, booked acts and their musicians read of a show; of a draft only its host reads.

    Assumes the show locked, and no booking or calendar yet.
    """
    if show.state not in PUBLISHED:
        touch_desk(show)
        return
    bookings = lock_bookings(show, state__in=sorted(PROMISED))
    entries = lineup_of(bookings)
    lock_calendars(concerned_calendars(show, bookings, entries))
    drafts = show_entries(show, bill_of(show))
    for booking in bookings:
        playing = [entry for entry in entries if entry.booking_id == booking.pk and entry.claim_id]
        drafts += booking_entries(booking, playing)
    write_entries(drafts=drafts)
    touch_night(show, bookings)
