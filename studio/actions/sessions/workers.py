"""Who works in a session: whom the leaders choose, and who takes over from somebody who leaves."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.access import require_lead
from accounts.models import Party, User
from availability.actions import lock_calendars, release_claims
from availability.models import TimeBlock
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from studio.actions.sessions.cancelling import call_off
from studio.actions.sessions.claiming import claim_found, lock_times
from studio.actions.sessions.moving import (
    lock_session,
    lock_sessions,
    lock_time_of,
    note,
    tell,
)
from studio.actions.sessions.pending import end_pending
from studio.errors import SlotGone
from studio.models import Session
from studio.queries.calendars import bookable_members
from studio.queries.possible import Possible, who_can_take_over
from studio.queries.sessions import work_of
from studio.states import SessionState

REPLACEABLE = (SessionState.APPROVED, SessionState.CONFIRMED)
"""Somebody else can still do it, in the time that was booked."""
HELD = (*REPLACEABLE, SessionState.IN_PROGRESS)
"""Their time is claimed for somebody."""
ASSIGNED = (*REPLACEABLE, SessionState.IN_PROGRESS, SessionState.DELIVERED)
"""In these somebody works."""


@one_transaction
def choose_worker(
    *, acting_user: User, session_id: UUID, worker_id: UUID, channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Session:  # fmt: skip
    """The leaders of a professional choose who of the team works in a session: before it begins whoever is free then,
    later, or without a time, anybody who may be booked. Nothing is written where they do already.

    Raises PermissionDenied unless the user leads the professional, WrongState, ValidationError at `worker`, Busy.
    """
    doing = Doing.begin(acting_user, channel, at)
    session = lock_session(session_id)
    require_lead(acting_user, session.professional)
    if session.state not in ASSIGNED:
        raise WrongState(session.state)
    if worker_id not in bookable_members(session.service.professional):
        raise ValidationError({"worker": [_("Choose members who may be booked.")]})
    if worker_id == session.worker_id:
        return session
    worker = User.objects.select_related("calendar").get(pk=worker_id)
    if session.starts_at is None:
        session.worker = worker
    elif session.state in REPLACEABLE:
        _claim_for(session, worker, doing)
    else:
        raise WrongState(session.state, _("You can’t change the engineer after the session starts."))
    note(session, "worker", doing)
    tell(session, "worker", client=True, professional=True, by=acting_user)
    return session


def lock_work(*, leaver: User, parties: Collection[Party]) -> None:
    """Lock the sessions that somebody works in, and the calendars of whoever might take over, before other calendars
    are locked. Assumes the parties locked."""
    found = work_of(leaver, parties)
    calendars: set[int] = set()
    for session in lock_sessions([each.pk for each in found]) if found else ():
        mates = User.objects.filter(pk__in=bookable_members(session.service.professional))
        calendars |= {session.professional.calendar_id, leaver.calendar_id, *mates.values_list("calendar", flat=True)}
        calendars |= {session.room.calendar_id} if session.room else set()
    if calendars:
        lock_calendars(calendars)


def hand_work_over(*, leaver: User, parties: Collection[Party], doing: Doing) -> None:
    """Somebody has left: others of the team who are free take over what they were booked for, and what nobody can do is
    called off by the professional, with all money back. What has begun stays with the professional. Assumes
    `lock_work`, and their memberships ended."""
    found = work_of(leaver, parties)
    for session in lock_sessions([each.pk for each in found]) if found else ():
        lock_time_of(session)
        if session.starts_at is None or session.state not in HELD:
            session.worker = None
            _tell_leaders(session, doing)
            continue
        try:
            _claim_for(session, None, doing)
        except SlotGone:
            if session.state == SessionState.IN_PROGRESS:
                _tell_leaders(session, doing)  # the time stays booked in the name of who has left
            else:
                call_off(session, doing, by_client=False, event="worker_gone")
                tell(session, "cancelled", client=True, professional=True, by=None)
        else:
            note(session, "worker", doing)
            tell(session, "worker", client=True, professional=True, by=leaver)


def _claim_for(session: Session, worker: User | None, doing: Doing) -> None:
    """Move the claims of the session to another worker: this one, or any who can. Raises ValidationError at `worker` if
    the one chosen is not free, SlotGone if nobody is."""
    end_pending(session, doing)
    found = _takers(session, worker)
    lock_times(session, found)
    standing = TimeBlock.objects.claims().filter(occasion=session.pk)
    expires_at = standing.values_list("expires_at", flat=True).first()
    found = _takers(session, worker)
    release_claims(blocks=standing)
    session.worker_id = worker.pk if worker else None
    claim_found(session, found, expires_at=expires_at)


def _takers(session: Session, worker: User | None) -> Possible:
    """Who could take a session over. Raises ValidationError at `worker` where this one could not, SlotGone where nobody
    could."""
    found = who_can_take_over(session)
    if found.reason:
        raise SlotGone(found.reason)
    if worker is not None and worker.pk not in {each.user_id for each in found.workers}:
        raise ValidationError({"worker": [_("They aren’t free at that time.")]})
    return found


def _tell_leaders(session: Session, doing: Doing) -> None:
    """Ask the leaders to go on with it themselves, or to choose somebody."""
    note(session, "worker_left", doing)
    tell(session, "worker_left", professional=True, by=doing.user)
