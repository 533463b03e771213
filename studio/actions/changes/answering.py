"""Answering a proposal: the other side agrees or declines, its own side withdraws it, or the clock ends it."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active, require_lead
from accounts.models import Party, User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from studio.actions.changes.extending import offer_more_time, require_extendable
from studio.actions.changes.proposing import TEXT_MAX, other, tell_change
from studio.actions.sessions.answering import take_on
from studio.actions.sessions.booking import TO_ANSWER
from studio.actions.sessions.claiming import claim_time, lock_times, possible_or_refuse
from studio.actions.sessions.moving import give_time_back, lock_session, note
from studio.actions.sessions.pending import end_change, move_change
from studio.models import Session, SessionChange
from studio.states import ChangeKind, ChangeState, SessionState, Side
from web.texts import clean_text


@one_transaction
def agree_change(
    *, acting_user: User, change_id: UUID, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Session:
    """Agree to what the other side proposes. Terms: the session is approved at these, and the client is to pay. A move:
    the session has its new time. More time: it is claimed, and the client is to pay for it.

    Raises PermissionDenied unless the user leads the other side, WrongState, SlotGone, NotApproved, Busy.
    """
    doing = Doing.begin(acting_user, channel, at)
    change = lock_change(change_id)
    session = change.session
    require_lead(acting_user, _party(session, other(change.side)))
    require_proposed(change, doing.at)
    require_active(session.client, session.professional)
    match change.kind:
        case ChangeKind.TERMS:
            _agree_terms(change, doing)
        case ChangeKind.MOVE:
            _agree_move(change, doing)
        case ChangeKind.EXTENSION:
            require_extendable(session, doing.at)
            offer_more_time(change, doing)
            note(session, "agreed_extension", doing)
    kind = "proposal_to_pay" if change.state == ChangeState.TO_PAY else "proposal_agreed"
    if change.kind != ChangeKind.TERMS:  # whoever is to pay then is told that
        tell_change(change, kind, side=Side(change.side), by=acting_user)
    if change.kind == ChangeKind.TERMS and change.side == Side.PROFESSIONAL:
        tell_change(change, "proposal_agreed", side=Side.PROFESSIONAL, by=acting_user)
    return session


@one_transaction
def decline_change(
    *, acting_user: User, change_id: UUID, text: str = "", channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Session:  # fmt: skip
    """Decline a proposal of the other side; the session stays as it is, and a request waits for an answer again. Raises
    PermissionDenied unless the user leads the other side, WrongState, ValidationError at `text`, Busy."""
    doing = Doing.begin(acting_user, channel, at)
    change = lock_change(change_id)
    session = change.session
    require_lead(acting_user, _party(session, other(change.side)))
    require_proposed(change, doing.at)
    said = clean_text("text", text, longest=TEXT_MAX)
    end_change(change, ChangeState.DECLINED, doing)
    _wait_again(change, doing)
    note(session, "declined_proposal", doing, text=said)
    tell_change(change, "proposal_declined", side=Side(change.side), by=acting_user)
    return session


@one_transaction
def withdraw_change(
    *, acting_user: User, change_id: UUID, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Session:
    """Withdraw a proposal of one's own side; the client may also drop one that they are to pay for. Raises
    PermissionDenied unless the user leads one of the sides, WrongState, Busy."""
    doing = Doing.begin(acting_user, channel, at)
    change = lock_change(change_id)
    session = change.session
    is_own = can_lead(acting_user, _party(session, change.side))
    pays = change.state == ChangeState.TO_PAY and can_lead(acting_user, session.client)
    if not is_own and not pays:
        raise PermissionDenied
    end_change(change, ChangeState.WITHDRAWN, doing)
    _wait_again(change, doing)
    note(session, "withdrawn_proposal", doing)
    by_client = can_lead(acting_user, session.client)
    tell_change(change, "proposal_withdrawn", side=Side.PROFESSIONAL if by_client else Side.CLIENT, by=acting_user)
    return session


@one_transaction
def expire_change(*, change_id: UUID, at: dt.datetime | None = None) -> Session:
    """Expire a proposal that nobody has answered in time. Other terms for a request end with the request instead.
    Raises Busy."""
    doing = Doing.begin(None, Channel.CLOCK, at)
    change = lock_change(change_id)
    is_late = change.answer_by is not None and change.answer_by <= doing.at
    if change.state == ChangeState.PROPOSED and change.kind != ChangeKind.TERMS and is_late:
        end_change(change, ChangeState.EXPIRED, doing)
        note(change.session, "proposal_expired", doing)
        tell_change(change, "proposal_expired", side=Side(change.side), by=None)
    return change.session


def lock_change(change_id: UUID) -> SessionChange:
    """A change with its session, both locked and read again. Raises SessionChange.DoesNotExist."""
    session_id = SessionChange.objects.values_list("session", flat=True).get(pk=change_id)
    session = lock_session(session_id)
    change = SessionChange.objects.select_related("payment").get(pk=change_id)
    change.session = session
    return change


def require_proposed(change: SessionChange, at: dt.datetime) -> None:
    """Raises WrongState for a proposal that is over."""
    is_late = change.answer_by is not None and change.answer_by <= at
    if change.state != ChangeState.PROPOSED or is_late:
        raise WrongState(change.session.state, _("This proposal has expired."))


def _agree_terms(change: SessionChange, doing: Doing) -> None:
    session = change.session
    session.starts_at, session.ends_at, session.minutes = change.starts_at, change.ends_at, change.minutes
    assert change.price_minor is not None  # noqa: S101 — a constraint says so
    session.price_minor = change.price_minor
    move_change(change, ChangeState.AGREED, doing)
    if session.state != SessionState.REQUESTED:
        raise WrongState(session.state)
    take_on(session, doing)


def _agree_move(change: SessionChange, doing: Doing) -> None:
    """Move the claims to the new time, for the present worker if they can work then, else for another one."""
    session = change.session
    assert change.starts_at is not None  # noqa: S101 — a constraint says so
    if session.state != SessionState.CONFIRMED or change.starts_at <= doing.at:
        raise WrongState(session.state)
    length = session.minutes or 0
    found = possible_or_refuse(session.service, change.starts_at, length, at=session.created_at, session=session)
    assert found.period is not None  # noqa: S101 — where there is no reason against it
    lock_times(session, found)
    give_time_back(session)
    session.starts_at, session.ends_at = change.starts_at, found.period.ends_at
    claim_time(session, found, expires_at=None, at=session.created_at)
    move_change(change, ChangeState.AGREED, doing)
    note(session, "moved", doing)


def _wait_again(change: SessionChange, doing: Doing) -> None:
    """A request whose other terms came to nothing waits for its professional again. The session is stored after it."""
    session = change.session
    if change.kind == ChangeKind.TERMS and session.state == SessionState.REQUESTED:
        latest = doing.at + TO_ANSWER
        session.answer_by = min(latest, session.starts_at) if session.starts_at else latest


def _party(session: Session, side: str) -> Party:
    return session.client if side == Side.CLIENT else session.professional
