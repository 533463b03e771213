"""What is next: the lines of Today, and those of studio sessions among them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from studio.models import Session
from studio.queries.waiting import sessions_to_come
from web.dates import say_day, say_span, say_time
from web.texts import isolated_names, isolated_words

NEXT_SHOWN = 8


@dataclass(frozen=True)
class NextLine:
    """Where one has to be next: when one is called, and the address, or the link to call."""

    at: dt.datetime
    day: str
    time: str
    title: str
    text: str
    address: str
    status: str
    word: str
    href: str
    call_link: str = ""


def session_lines(user: User, at: dt.datetime) -> Iterator[NextLine]:
    """The next booked sessions of one's clients and professionals, and those in which one works. One query."""
    return (_session_line(session) for session in sessions_to_come(user, at)[:NEXT_SHOWN])


def _session_line(session: Session) -> NextLine:
    zone = session.professional.timezone
    assert session.starts_at is not None  # noqa: S101 — what has no time does not come
    assert session.ends_at is not None  # noqa: S101
    is_client = session.is_client  # type: ignore[attr-defined]  # annotated by `sessions_to_come`
    words = {"service": session.name, "name": session.professional.name if is_client else session.client.name}
    title = _("%(service)s with %(name)s") if is_client else _("%(service)s for %(name)s")
    span = say_span(session.starts_at, session.ends_at, zone)
    names = [
        session.room.name if session.room else "",
        session.professional.city.label if session.professional.city else "",
    ]
    address = session.place or isolated_names(filter(None, names))
    return NextLine(
        at=session.starts_at,
        day=say_day(session.starts_at.astimezone(ZoneInfo(zone)).date()),
        time=say_time(session.starts_at, zone),
        title=title % isolated_words(words),
        text=f"{span} · {_('Remotely')}" if session.is_remote else span,
        address="" if session.is_remote else address,
        status=session.state,
        word=str(session.get_state_display()),
        href=reverse("studio:session", args=[session.pk]),
        call_link=session.call_link if session.shows_call_link else "",
    )
