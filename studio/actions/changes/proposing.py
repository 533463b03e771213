"""Proposing other terms for what is asked for, and another time for what is booked."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from studio.access import deciding_side
from studio.actions.sessions.booking import TO_ANSWER
from studio.actions.sessions.claiming import possible_or_refuse
from studio.actions.sessions.moving import lock_session, note, tell
from studio.actions.sessions.pending import end_change, open_change_of
from studio.errors import AnotherChange, SlotGone, TooManyChanges
from studio.models import Session, SessionChange
from studio.rules.prices import require_payable
from studio.states import ChangeKind, ChangeState, RateKind, SessionState, Side
from web.money import AMOUNT_MINOR_MAX
from web.texts import clean_text

TEXT_MAX = 2000
CHANGES_MAX = 40
"""So many proposals a session sees at most."""


@one_transaction
def propose_terms(
    *, acting_user: User, session_id: UUID, starts_at: dt.datetime | None = None, minutes: int | None = None,
    price_minor: int, text: str = "", channel: Channel = Channel.PAGE, at: dt.datetime | None = None,
) -> Session:  # fmt: skip
    """Answer what is asked for with other terms: another time, length or price. Whichever side did not propose them
    agrees, declines, or answers with its own; what was asked for stands until they are agreed. Nobody's time is taken.

    `starts_at` and `minutes`: None keeps them, as always for a fixed price; `price_minor`: of all of it. Raises
    PermissionDenied unless the user leads a side, WrongState, ValidationError by field, AnotherChange, TooManyChanges,
    NotApproved, Busy.
    """
    doing = Doing.begin(acting_user, channel, at)
    session = lock_session(session_id)
    side = deciding_side(acting_user, session)
    _require_state(
        session, SessionState.REQUESTED, _("You can propose other terms only before the request is approved.")
    )
    require_active(session.client, session.professional)
    change = SessionChange(kind=ChangeKind.TERMS, price_minor=price_minor, starts_at=session.starts_at)
    if session.rate_kind == RateKind.FIXED:
        if starts_at is not None or minutes is not None:
            raise ValidationError({"starts_at": [_("This session has no fixed time.")]})
    else:
        change.starts_at, change.minutes = starts_at or session.starts_at, minutes or session.minutes
        change.ends_at = _end_of(session, change, doing)
    if not 1 <= price_minor <= AMOUNT_MINOR_MAX:
        raise ValidationError({"price_minor": [_("Enter a price.")]})
    require_payable("price_minor", price_minor, session.currency_id)
    if (change.starts_at, change.minutes, price_minor) == (session.starts_at, session.minutes, session.price_minor):
        raise ValidationError(_("These are the current terms. Change something."))
    propose(session, change, side, text, doing)
    # What waits for an answer is not over meanwhile.
    session.answer_by = change.answer_by
    note(session, "proposed_terms" if side == Side.PROFESSIONAL else "asked_terms", doing, text=change.text)
    return session


@one_transaction
def propose_move(
    *, acting_user: User, session_id: UUID, starts_at: dt.datetime, text: str = "", channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Session:  # fmt: skip
    """Propose another start for what is booked and has not begun; its length and price stay. It moves when the other
    side agrees. Raises what `propose_terms` raises."""
    doing = Doing.begin(acting_user, channel, at)
    session = lock_session(session_id)
    side = deciding_side(acting_user, session)
    _require_state(session, SessionState.CONFIRMED, _("You can move a booked session only before it starts."))
    if session.starts_at is None:
        raise ValidationError({"starts_at": [_("This session has no fixed time.")]})
    if starts_at == session.starts_at:
        raise ValidationError({"starts_at": [_("That’s the current time. Choose another one.")]})
    change = SessionChange(kind=ChangeKind.MOVE, starts_at=starts_at, minutes=session.minutes)
    change.ends_at = _end_of(session, change, doing)
    propose(session, change, side, text, doing)
    note(session, "proposed_move", doing, text=change.text)
    return session


def propose(session: Session, change: SessionChange, side: Side, text: str, doing: Doing) -> None:
    """Store a proposal of a locked session, and tell the other side; its own takes the place of theirs. Raises
    ValidationError at `text`, AnotherChange, TooManyChanges."""
    make_room(session, side, doing)
    change.session, change.side, change.proposed_by, change.proposed_at = session, side, doing.user, doing.at
    change.state, change.text = ChangeState.PROPOSED, clean_text("text", text, longest=TEXT_MAX)
    change.answer_by = latest_answer(session, change, doing.at)
    change.save(force_insert=True)
    tell_change(change, "proposed", side=other(side), by=doing.user)


def make_room(session: Session, side: Side, doing: Doing) -> None:
    """A session has one open proposal: that of the other side gives way to an answer, one's own does not. Raises
    AnotherChange, TooManyChanges."""
    before = open_change_of(session)
    if before is not None and (before.side == side or before.state == ChangeState.TO_PAY):
        raise AnotherChange
    if before is not None:
        end_change(before, ChangeState.ENDED, doing)
    if session.changes.count() >= CHANGES_MAX:
        raise TooManyChanges


def latest_answer(session: Session, change: SessionChange, at: dt.datetime) -> dt.datetime:
    """Until when the other side may answer: two days, and never beyond a start, old or new; a session that goes on is
    answered before its end."""
    starts = [session.starts_at, change.starts_at] if change.kind in (ChangeKind.TERMS, ChangeKind.MOVE) else []
    ends = [session.ends_at] if change.kind == ChangeKind.EXTENSION else []
    return min([at + TO_ANSWER, *(each for each in starts + ends if each and each > at)])


def tell_change(change: SessionChange, kind: str, *, side: Side, by: User | None) -> None:
    """Tell a side what has become of a proposal."""
    tell(
        change.session, kind, client=side == Side.CLIENT, professional=side == Side.PROFESSIONAL, by=by,
        change=change.pk,
    )  # fmt: skip


def other(side: str) -> Side:
    """The opposite side."""
    return Side.CLIENT if side == Side.PROFESSIONAL else Side.PROFESSIONAL


def _end_of(session: Session, change: SessionChange, doing: Doing) -> dt.datetime:
    """When the session would end with these terms. Raises ValidationError at `starts_at`."""
    starts_at, length = change.starts_at, change.minutes
    assert starts_at is not None  # noqa: S101 — only a fixed price has no time
    assert length is not None  # noqa: S101
    if starts_at <= doing.at:
        raise ValidationError({"starts_at": [_("Choose a time in the future.")]})
    try:
        found = possible_or_refuse(session.service, starts_at, length, at=session.created_at, session=session)
    except SlotGone as gone:
        raise ValidationError({"starts_at": [str(gone.detail)]}) from gone
    assert found.period is not None  # noqa: S101 — where there is no reason against it
    return found.period.ends_at


def _require_state(session: Session, state: SessionState, text: str) -> None:
    if session.state != state:
        raise WrongState(session.state, text)
