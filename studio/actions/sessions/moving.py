"""The one way in which a session gets another state; its locks, its history, and who hears of it."""

import datetime as dt
from collections.abc import Collection
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.urls import reverse

from accounts.actions.memberships import lock_parties
from accounts.models import User
from accounts.queries import leaders
from availability.actions import lock_calendars, release_claims, touch
from availability.models import TimeBlock
from engagements.actions.doing import Doing
from engagements.actions.transitions import require_move
from notifications.actions import News, notify_all
from studio.access import works_in
from studio.models import Session, SessionChange, SessionEvent
from studio.states import SESSION_TRANSITIONS, SessionState
from web.announce import announce_on_commit

TELLING = "studio.tasks.tell_calendars"
"""Calendars are told by the worker, who locks more of them than a step of a session does; where that is lost, the
clock does it within a minute."""


def lock_session(session_id: UUID) -> Session:
    """Both parties, then the session, locked and read again. Raises Session.DoesNotExist."""
    known = Session.objects.select_related("client", "professional").get(pk=session_id)
    lock_parties(known.client, known.professional)
    return lock_sessions([session_id])[0]


def lock_sessions(ids: Collection[UUID]) -> list[Session]:
    """Sessions in the order of their ids, locked and read again, without their parties."""
    found = Session.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "client",
        "professional__calendar",
        "service__professional__party",
        "service__room",
        "worker",
        "room",
        "payment",
    )
    return list(found.filter(pk__in=ids).order_by("pk"))


def lock_time_of(session: Session) -> None:
    """The calendars on which a session has claims, or had, and that of its professional."""
    lock_calendars({session.professional.calendar_id, *session.calendar_ids})


def move_session(
    session: Session, to: SessionState, doing: Doing, *, event: str = "", text: str = "", back_minor: int | None = None
) -> None:
    """Write the state of a locked session, with its line in the history. Raises WrongState."""
    require_move(SESSION_TRANSITIONS, SessionState(session.state), to)
    session.state = to
    note(session, event or str(to), doing, text=text, back_minor=back_minor)


def note(session: Session, event: str, doing: Doing, *, text: str = "", back_minor: int | None = None) -> None:
    """Store a locked session with its next version, and what happened to it; open pages are told."""
    SessionEvent.objects.create(
        session=session, at=doing.at, actor=doing.user, channel=doing.channel, event=event, text=text,
        back_minor=back_minor,
    )  # fmt: skip
    show_anew(session)


def show_anew(session: Session) -> None:
    """Store a locked session with its next version, so that open pages show what has changed in it."""
    session.version += 1
    session.save()
    announce_on_commit({session.topic: session.version})
    transaction.on_commit(partial(current_app.send_task, TELLING, [str(session.pk)], retry=False), robust=True)


def give_time_back(session: Session) -> None:
    """The claims of a session go; open pages of the professional show the slot again. Assumes `lock_time_of`."""
    release_claims(blocks=TimeBlock.objects.claims().filter(occasion=session.pk))
    tell_strip(session)


def give_back_time_of(change: SessionChange) -> None:
    """What was claimed for more time is free again. Assumes `lock_time_of` its session."""
    release_claims(blocks=TimeBlock.objects.claims().filter(occasion=change.pk))
    tell_strip(change.session)


def tell_strip(session: Session) -> None:
    """The strip of the professional has changed."""
    touch([session.professional.calendar_id], public=True, alone=True)


def tell(
    session: Session, kind: str, *, client: bool = False, professional: bool = False, by: User | None,
    page: str = "session", change: UUID | None = None,
) -> None:  # fmt: skip
    """Notify the leaders of these sides, and with the professional's the worker while they are in the team; never `by`,
    who did it. `page` is where the news lead; `change` is the proposal that they are about."""
    users: set[User] = set(leaders(session.client)) if client else set()
    if professional:
        users |= set(leaders(session.professional))
        users |= {session.worker} if session.worker and works_in(session.worker, session) else set()
    path = reverse(f"studio:{page}", args=[session.pk])
    about = {"session": str(session.pk)} | ({"change": str(change)} if change else {})
    notify_all(kind=f"studio.{kind}", news=[News(users - {by}, path, about)])


def minutes(count: int) -> dt.timedelta:
    return dt.timedelta(minutes=count)
