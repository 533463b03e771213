"""What time brings: shows are played, bookings completed, questions left unanswered run out."""

import datetime as dt

from availability.actions import lock_calendars
from bookings.actions.answers import end_pending
from bookings.actions.doing import Doing
from bookings.actions.locking import concerned_calendars, lock_booking, lock_bookings, lock_show
from bookings.actions.moves import move_booking, move_show
from bookings.actions.rescheduling import drop_open_move
from bookings.actions.telling import touch_night
from bookings.models import Booking, Show
from bookings.queries.changes import completes_at
from bookings.states import LIVE, BookingState, Event, ShowState
from engagements.actions.transactions import one_transaction
from engagements.states import Channel


@one_transaction
def complete_show(*, show: Show, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None) -> Show:
    """The morning after: confirmed bookings are completed, the show is played, claims stay.

    Nothing happens before (`completes_at`) or twice. What is disputed already stays so.
    """
    doing = Doing.begin(None, channel, at)
    locked = lock_show(show.pk)
    if locked.state not in (ShowState.OPEN, ShowState.CONFIRMED) or completes_at(locked) > doing.at:
        return locked
    drop_open_move(locked, doing)
    bookings = lock_bookings(locked, state__in=LIVE)
    lock_calendars(concerned_calendars(locked, bookings))
    for booking in bookings:
        if booking.state == BookingState.CONFIRMED:
            move_booking(booking, BookingState.COMPLETED, Event.COMPLETED, doing)
        else:
            end_pending(booking, BookingState.EXPIRED, Event.EXPIRED, doing)
    move_show(locked, ShowState.PLAYED, Event.PLAYED, doing)
    touch_night(locked, bookings)
    return locked


@one_transaction
def expire_booking(*, booking: Booking, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None) -> Booking:
    """A pending booking whose time to answer has passed runs out; any other stays as it is."""
    doing = Doing.begin(None, channel, at)
    locked = lock_booking(booking)
    if locked.state != BookingState.PENDING or locked.answer_by is None or locked.answer_by > doing.at:
        return locked
    return end_pending(locked, BookingState.EXPIRED, Event.EXPIRED, doing)
