"""More time for a session: claimed beside it while it is to be paid, and then part of it."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import User
from availability.actions import Wanted, claim, lock_calendars, release_claims
from availability.errors import Taken
from availability.models import TimeBlock
from engagements.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from studio.access import deciding_side
from studio.actions.changes.owing import owe_change
from studio.actions.changes.proposing import make_room, propose
from studio.actions.sessions.moving import lock_session, lock_time_of, minutes, note, tell_strip
from studio.actions.sessions.paying import TO_PAY_AFTER_APPROVAL, TO_PAY_AT_ONCE, held_until
from studio.errors import SlotGone, TooManyLapses
from studio.models import DAY_MINUTES, STEP_MINUTES, Session, SessionChange
from studio.queries.possible import can_go_on
from studio.rules.prices import price_of_more
from studio.states import HELD_SESSIONS, ChangeKind, ChangeState, RateKind, Reason, ServiceMode, Side

UNPAID_MAX = 3
"""So often a client may not pay for more time in a session: each keeps it from others for 15 minutes."""


@one_transaction
def propose_extension(
    *, acting_user: User, session_id: UUID, minutes: int, text: str = "", channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Session:  # fmt: skip
    """Propose so many minutes more for a session by the hour, in steps of 30, at its rate; until its end, and only if
    the time is free. Where the service is booked at once then and the client asks, they pay at once; otherwise the
    other side agrees first. The additional time is claimed while the client pays.

    Raises PermissionDenied unless the user leads a side, WrongState, ValidationError at `minutes`, SlotGone,
    AnotherChange, TooManyChanges, TooManyLapses, NotApproved, Busy.
    """
    doing = Doing.begin(acting_user, channel, at)
    session = lock_session(session_id)
    side = deciding_side(acting_user, session)
    require_extendable(session, doing.at)
    require_active(session.client, session.professional)
    if minutes < STEP_MINUTES or minutes % STEP_MINUTES or (session.minutes or 0) + minutes > DAY_MINUTES:
        raise ValidationError({"minutes": [_("Enter steps of 30 minutes, up to 24 hours in all.")]})
    found = can_go_on(session, minutes=minutes)
    if found.reason:
        raise SlotGone(found.reason)
    change = SessionChange(
        kind=ChangeKind.EXTENSION, minutes=minutes, price_minor=price_of_more(session, minutes),
        starts_at=session.ends_at, ends_at=_later(session.ends_at, minutes),
    )  # fmt: skip
    if side == Side.CLIENT and found.mode == ServiceMode.INSTANT:
        make_room(session, side, doing)
        _require_payer(session)
        change.session, change.side, change.proposed_by, change.proposed_at = session, side, doing.user, doing.at
        offer_more_time(change, doing)
    else:
        propose(session, change, side, text, doing)
    note(session, "proposed_extension", doing, text=change.text)
    return session


def _require_payer(session: Session) -> None:
    """Raises TooManyLapses for a client who has had time claimed for this session and not paid for it again and
    again."""
    unpaid = session.changes.filter(kind=ChangeKind.EXTENSION, side=Side.CLIENT).exclude(payment=None)
    if unpaid.exclude(state=ChangeState.AGREED).count() >= UNPAID_MAX:
        raise TooManyLapses


def require_extendable(session: Session, at: dt.datetime) -> None:
    """Raises WrongState for a session that has no time by the hour, is over, or is not paid."""
    if session.rate_kind != RateKind.HOUR:
        raise WrongState(session.state, _("Only sessions by the hour can be extended."))
    if session.state not in HELD_SESSIONS or session.ends_at is None or session.ends_at <= at:
        raise WrongState(session.state, _("You can extend a session between booking and end."))


def offer_more_time(change: SessionChange, doing: Doing) -> None:
    """The additional time is claimed, and the client is to pay for it: within 15 minutes once the session has begun,
    a day otherwise, but never beyond its start. Raises SlotGone."""
    session = change.session
    assert session.starts_at is not None  # noqa: S101 — extensions have a time
    soonest, latest = doing.at + TO_PAY_AT_ONCE, min(doing.at + TO_PAY_AFTER_APPROVAL, session.starts_at)
    expires_at = max(soonest, latest) if change.state == ChangeState.PROPOSED else soonest
    claim_more_time(change, expires_at=held_until(expires_at))
    owe_change(change, doing, expires_at=expires_at)


def claim_more_time(change: SessionChange, *, expires_at: dt.datetime | None) -> None:
    """Claim what comes after the end of the session, and its buffer, beside what it has. Raises SlotGone."""
    session = change.session
    lock_time_of(session)
    found = can_go_on(session, minutes=change.minutes or 0)
    if found.reason:
        raise SlotGone(found.reason)
    assert session.ends_at is not None  # noqa: S101 — extensions have a time
    first = session.ends_at + minutes(session.buffer_minutes)
    wanted = [
        Wanted(pk, first, first + minutes(change.minutes or 0), change.pk, expires_at)
        for pk in sorted(session.calendar_ids)
    ]
    try:
        claim(wanted=wanted)
    except Taken as taken:
        raise SlotGone(Reason.TAKEN) from taken
    tell_strip(session)


def take_more_time(change: SessionChange) -> None:
    """Extend the claims of the session to its new end, in place of those beside it, once the change is paid. Assumes
    the session and its time locked. Raises SlotGone where a late payment finds the time taken."""
    session = change.session
    assert session.starts_at is not None  # noqa: S101 — extensions have a time
    session.ends_at, session.minutes = _later(session.ends_at, change.minutes or 0), _sum(session, change)
    session.price_minor += change.price_minor or 0
    calendars = session.calendar_ids
    lock_calendars(calendars)
    occasions = [session.pk, change.pk]
    release_claims(blocks=TimeBlock.objects.claims().filter(occasion__in=occasions))
    buffer = minutes(session.buffer_minutes)
    starts_at, ends_at = session.starts_at - buffer, session.ends_at + buffer
    try:
        claim(wanted=[Wanted(pk, starts_at, ends_at, session.pk, None) for pk in sorted(calendars)])
    except Taken as taken:
        raise SlotGone(Reason.TAKEN) from taken
    tell_strip(session)


def _sum(session: Session, change: SessionChange) -> int:
    return (session.minutes or 0) + (change.minutes or 0)


def _later(moment: dt.datetime | None, count: int) -> dt.datetime:
    assert moment is not None  # noqa: S101 — extensions have a time
    return moment + minutes(count)
