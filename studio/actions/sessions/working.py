"""The work itself: sessions begin, are delivered, come back for a revision, and are done."""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_lead
from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from studio.access import side_in
from studio.actions.sessions.moving import give_time_back, lock_session, lock_time_of, move_session, show_anew, tell
from studio.actions.sessions.payments import send_money
from studio.actions.sessions.pending import end_change, end_pending, open_change_of
from studio.errors import NoRevisions, TooEarly
from studio.models import Mix, Session
from studio.queries.work import titles
from studio.rules.beginning import begins_from, may_begin
from studio.rules.problems import AFTER_THE_END
from studio.states import ChangeKind, ChangeState, SessionState, Side
from web.texts import clean_text, isolated_words

TEXT_MAX = 4000


def time_to_accept() -> dt.timedelta:
    """How long a client has to accept a delivery or to ask for a revision."""
    return dt.timedelta(hours=settings.SESSION_ACCEPT_HOURS)


@one_transaction
def begin_session(
    *, acting_user: User | None, session_id: UUID, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None
) -> Session:
    """Begin a booked session: the clock does it at the start, the people of the professional from half an hour before
    it. Raises PermissionDenied, WrongState, TooEarly, Busy."""
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    _require_works(acting_user, session)
    if session.state != SessionState.CONFIRMED:  # a delivered one comes back by a revision
        raise WrongState(session.state, _("You can start a booked session only at its time."))
    if not may_begin(session, doing.at):
        raise TooEarly(begins_from(session) or doing.at, session.professional.timezone)
    change = open_change_of(session)
    if change is not None and change.kind == ChangeKind.MOVE:
        end_change(change, ChangeState.ENDED, doing)
    move_session(session, SessionState.IN_PROGRESS, doing)
    return session


@one_transaction
def complete_session(
    *, acting_user: User | None, session_id: UUID, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None
) -> Session:
    """Complete a session, so that the professional gets the money. A leader of the client does it, or the clock: a day
    after the end of a session without delivery, or when the time to accept a delivery is over. Raises PermissionDenied
    unless the user leads the client, WrongState, Busy."""
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    if acting_user is not None and not can_lead(acting_user, session.client):
        raise PermissionDenied
    if acting_user is None and not _is_over(session, doing.at):
        raise WrongState(session.state)
    lock_time_of(session)
    end_pending(session, doing)
    move_session(session, SessionState.COMPLETED, doing)
    if session.ends_at and session.ends_at > doing.at:
        give_time_back(session)
    session.mixes.exclude(delivered_at=None).update(accepted_at=doing.at)
    send_money(session)
    tell(session, "completed", client=True, professional=True, by=acting_user)
    return session


def _is_over(session: Session, at: dt.datetime) -> bool:
    """Whether the clock may complete a session at this instant."""
    if session.state == SessionState.DELIVERED:
        return session.accept_by is not None and session.accept_by <= at
    if session.state != SessionState.IN_PROGRESS or session.delivery_days is not None or session.ends_at is None:
        return False
    return session.ends_at + AFTER_THE_END <= at


@one_transaction
def deliver_session(
    *, acting_user: User, session_id: UUID, text: str, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Session:
    """Hand the work over: the newest mix of each title, and what `text` says. Once all mixes can be heard, the client
    has `time_to_accept` to say no. Raises PermissionDenied, WrongState, ValidationError at `text`, Busy."""
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    _require_works(acting_user, session)
    newest = [title.newest for title in titles(session)]
    said = clean_text("text", text, longest=TEXT_MAX, required=not newest)
    is_heard = False not in [_is_heard(mix) for mix in newest]  # each is looked at
    Mix.objects.filter(pk__in=[mix.pk for mix in newest], delivered_at=None).update(delivered_at=doing.at)
    end_pending(session, doing)
    session.accept_by, session.reminders = (doing.at + time_to_accept() if is_heard else None), 0
    move_session(session, SessionState.DELIVERED, doing, text=said)
    if is_heard:
        tell(session, "delivered", client=True, by=acting_user)
    return session


def _is_heard(mix: Mix) -> bool:
    """Whether a mix can be heard already. Raises ValidationError for one that never can be."""
    preview = mix.session_file.preview
    if preview is not None and preview.is_refused:
        words = isolated_words({"mix": str(mix), "reason": preview.reason_text})
        raise ValidationError({"text": [_("%(mix)s won’t play: %(reason)s") % words]})
    return preview is None or preview.is_ready


@one_transaction
def ask_for_revision(
    *, acting_user: User, session_id: UUID, text: str, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Session:
    """Ask for a revision of what was delivered, as often as revisions are included. `text` says what should change.
    Raises PermissionDenied unless the user leads the client, WrongState, ValidationError at `text`, NoRevisions,
    Busy."""
    doing = Doing.begin(acting_user, channel, at or now())
    session = lock_session(session_id)
    require_lead(acting_user, session.client)
    said = clean_text("text", text, longest=TEXT_MAX, required=True)
    if session.state != SessionState.DELIVERED:  # the table lets what is booked begin, which is no revision
        raise WrongState(session.state)
    if session.revisions_used >= session.revisions:
        raise NoRevisions
    end_pending(session, doing)
    session.revisions_used, session.accept_by = session.revisions_used + 1, None
    move_session(session, SessionState.IN_PROGRESS, doing, event="revision", text=said)
    tell(session, "revision", professional=True, by=acting_user)
    return session


@one_transaction
def remind_of_delivery(*, session_id: UUID, at: dt.datetime | None = None) -> Session:
    """Remind the client of what was delivered, a third and two thirds into their time. Raises Busy."""
    doing = Doing.begin(None, Channel.CLOCK, at or now())
    session = lock_session(session_id)
    due = reminders_due(session, doing.at)
    if due > session.reminders:
        session.reminders = due
        show_anew(session)
        tell(session, "remind", client=True, by=None)
    return session


def reminders_due(session: Session, at: dt.datetime) -> int:
    """How often the client should have been reminded by now."""
    if session.state != SessionState.DELIVERED or session.accept_by is None or at >= session.accept_by:
        return 0
    gone = time_to_accept() - (session.accept_by - at)
    return min(2, int(gone / (time_to_accept() / 3)))


@one_transaction
def expire_request(*, session_id: UUID, at: dt.datetime | None = None) -> Session:
    """Expire a request that nobody has answered in time; nothing happens to any other session. Raises WrongState,
    Busy."""
    doing = Doing.begin(None, Channel.CLOCK, at or now())
    session = lock_session(session_id)
    if session.state == SessionState.REQUESTED and session.answer_by and session.answer_by <= doing.at:
        end_pending(session, doing)
        move_session(session, SessionState.EXPIRED, doing, event="not_answered")
        tell(session, "not_answered", client=True, professional=True, by=None)
    return session


def _require_works(user: User | None, session: Session) -> None:
    if user is not None and side_in(user, session) != Side.PROFESSIONAL:
        raise PermissionDenied
