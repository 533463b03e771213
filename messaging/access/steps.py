"""What happened to the subject of a thread, as its readers may know it: read from the history, never copied.

| thread | steps |
|---|---|
| booking | all of its history, as its page tells each side |
| session | all of its history; how staff shared the price only for those who see its price |
| show | published, moved, called off, another running order, and which acts were booked or are off |

The thread of a show shows neither messages that came with a step, nor money, nor acts that only applied.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from bookings.access import booking_view
from bookings.access.projections import ChangeView
from bookings.models import Booking, HistoryEntry, Show
from bookings.queries.changes import WAS_BOOKED
from bookings.states import Event
from engagements.words.site_texts import say_text
from messaging.models import Thread
from studio.access import sees_money
from studio.models import Session
from studio.words.history import say_event, text_of
from web.dates import say_day, say_moment

OF_SHOW = {
    Event.PUBLISHED, Event.FILLED, Event.REOPENED, Event.BILL_PLANNED, Event.MOVED, Event.CANCELLED,
    Event.SHOW_CANCELLED, Event.PLAYED,
}  # fmt: skip


OF_ACT = {Event.CONFIRMED, Event.CANCELLED}


@dataclass(frozen=True)
class Step:
    """One thing that happened. `who` did it, or is the act that it concerns, in the spot with this `role`."""

    at: dt.datetime
    label: str
    who: str
    role: str = ""
    text: str = ""
    changes: tuple[ChangeView, ...] = ()


def steps_of(user: User, thread: Thread) -> list[Step]:
    """The steps that a reader of the thread may know, oldest first. The number of queries does not depend on the length
    of the history; none for threads of bands and enquiries."""
    if thread.booking:
        return _of_booking(user, thread.booking.pk)
    if thread.session:
        return _of_session(user, thread.session)
    return _of_show(thread.show) if thread.show else []


def _of_session(user: User, session: Session) -> list[Step]:
    reads_money = sees_money(user, session)
    return [
        Step(
            each.at,
            say_event(each),
            each.actor.display_name if each.actor else "",
            text=text_of(each, session, with_money=reads_money),
        )
        for each in session.events.select_related("actor")
    ]


def _of_booking(user: User, pk: UUID) -> list[Step]:
    view = booking_view(user, Booking.objects.with_show().get(pk=pk))
    return [Step(each.at, each.label, each.actor, text=each.text, changes=each.changes) for each in view.history]


def _of_show(show: Show) -> list[Step]:
    known = Q(booking=None, event__in=OF_SHOW) | Q(booking__state__in=WAS_BOOKED, event__in=OF_ACT)
    entries = HistoryEntry.objects.filter(known, show=show).select_related("booking__act", "booking__spot")
    return [_step(entry, show) for entry in entries]


def _step(entry: HistoryEntry, show: Show) -> Step:
    """Everybody reads why a show was called off; only its addressees read why an act is off, and what was written with
    a move."""
    is_off = entry.booking is None and entry.event in (Event.CANCELLED, Event.SHOW_CANCELLED)
    return Step(
        at=entry.at,
        label=str(Event(entry.event).label),
        who=entry.booking.act.name if entry.booking else "",
        role=entry.booking.spot.get_role_display() if entry.booking else "",
        text=say_text(entry.text) if is_off else _new_time(entry, show),
    )


def _new_time(entry: HistoryEntry, show: Show) -> str:
    """The night that a show moved to, or the new start where the night stayed."""
    if entry.event != Event.MOVED:
        return ""
    _before, night = entry.changes.get("night", ("", ""))
    _before, start = entry.changes.get("starts_at", ("", ""))
    if night:
        return say_day(dt.date.fromisoformat(night))
    return say_moment(dt.datetime.fromisoformat(start), show.timezone) if start else ""
