"""What the clock calls: shows that are over, questions that nobody answered. Each row in a transaction of its own."""

import datetime as dt

from django.utils.timezone import now

from bookings.actions import complete_show, expire_booking, tell_contradiction
from bookings.actions.announcing import tell_announced as tell_show_announced
from bookings.models import Booking, Show
from bookings.queries import untold_contradictions
from bookings.queries.changes import completes_at
from bookings.states import ShowState
from engagements.periodic import AT_ONCE_MAX, each

ANNOUNCED_WITHIN = dt.timedelta(minutes=2)


def complete_past(at: dt.datetime | None = None) -> int:
    """Bring published shows to their end the morning after, at most AT_ONCE_MAX; returns how many."""
    at = at or now()
    out = Show.objects.filter(state__in=[ShowState.OPEN, ShowState.CONFIRMED], out_at__lte=at).order_by("out_at")
    over = [show for show in out[: 2 * AT_ONCE_MAX] if completes_at(show) <= at]
    return each(over, lambda show: complete_show(show=show, at=at))


def expire_pending(at: dt.datetime | None = None) -> int:
    """Let pending bookings run out whose time to answer has passed, at most AT_ONCE_MAX; returns how many."""
    at = at or now()
    late = Booking.objects.pending().filter(answer_by__lte=at).select_related("spot").order_by("answer_by")
    return each(late, lambda booking: expire_booking(booking=booking, at=at))


def tell_contradictions(at: dt.datetime | None = None) -> int:
    """Tell players whose imported calendars contradict what they are promised for, at most AT_ONCE_MAX; how many."""
    at = at or now()
    return each(untold_contradictions(at), lambda entry: tell_contradiction(entry=entry, at=at))


def tell_announced(at: dt.datetime | None = None) -> int:
    """Wake the pages that show a night whose show may be named since the last ANNOUNCED_WITHIN; returns how many shows.

    Asked every minute: some are told twice, which only makes their pages look once more.
    """
    at = at or now()
    due = Show.objects.published().of_public_owners().filter(announce_at__gt=at - ANNOUNCED_WITHIN, announce_at__lte=at)
    return each(due.select_related("stage").order_by("announce_at"), lambda show: tell_show_announced(show=show))
