"""What a session costs, and what follows when it is paid, late or not at all."""

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.states import INACTIVE
from availability.actions import confirm_claims
from availability.models import TimeBlock
from engagements.actions.doing import Doing
from engagements.states import Channel
from payments.actions import owe
from payments.hooks import Subject
from payments.models import Payment
from payments.rules import LONGEST_WAIT, is_live
from payments.states import WAS_PAID, PaymentState, Purpose
from studio.actions.sessions.claiming import claim_time, possible_or_refuse
from studio.actions.sessions.moving import give_time_back, lock_sessions, lock_time_of, move_session, tell
from studio.actions.sessions.sharing import shares_of_payment
from studio.errors import SlotGone
from studio.hooks import unwelcome_client
from studio.models import Lapse, Session
from studio.queries.payments import kinds_paid_by, sessions_paid_by
from studio.rules.prices import is_length, price_of
from studio.states import ChangeKind, ChangeState, ServiceMode, SessionState

TO_PAY_AT_ONCE = dt.timedelta(minutes=15)
TO_PAY_AFTER_APPROVAL = dt.timedelta(hours=24)


def owe_session(session: Session, *, user: User | None, expires_at: dt.datetime) -> None:
    """What the client is to pay until then. The session is stored after it."""
    session.payment = owe_work(session, session.price_minor, user=user, expires_at=expires_at)
    session.expires_at = expires_at


def owe_work(session: Session, amount_minor: int, *, user: User | None, expires_at: dt.datetime) -> Payment:
    """So much that the client is to pay for a session until then; the professional and the payees of its splits share
    it."""
    return owe(
        acting_user=user,
        payer=session.client,
        shares=shares_of_payment(session, amount_minor),
        currency=session.currency_id,
        purpose=Purpose.SESSION,
        due_at=expires_at,
        livemode=is_live(),
        expires_at=expires_at,
    )


def held_until(expires_at: dt.datetime) -> dt.datetime:
    """Until when the time is claimed: the provider has two minutes to say whether somebody has paid."""
    return expires_at + LONGEST_WAIT


def lock_sessions_of(payments: Collection[UUID]) -> None:
    """Lock the sessions that these payments are for, tips too, and their time. Registered with
    `payments.hooks.lock_subject`."""
    for session in lock_sessions(set(sessions_paid_by(payments, with_tips=True).values())):
        lock_time_of(session)


def follow_payment(payment: Payment, former: PaymentState, by: User | None) -> None:
    """A session is booked once it is paid, and its time is free again where it was not. Registered with
    `payments.hooks.payment_changed`; the session and its time are locked."""
    session = Session.objects.filter(payment=payment).first()
    if session is None:
        return
    [session] = lock_sessions([session.pk])
    doing = Doing.begin(by, Channel.CLOCK, now())
    if payment.state == PaymentState.PAID and former not in WAS_PAID:
        _confirm(session, doing)
    elif payment.state == PaymentState.EXPIRED and session.state == SessionState.APPROVED:
        if session.mode == ServiceMode.INSTANT and session.booked_by:
            Lapse.objects.create(user=session.booked_by, at=doing.at)
        move_session(session, SessionState.EXPIRED, doing)
        give_time_back(session)
        tell(session, "expired", client=True, professional=session.mode == ServiceMode.REQUEST, by=None)


def _confirm(session: Session, doing: Doing) -> None:
    if session.state not in (SessionState.APPROVED, SessionState.EXPIRED):
        return
    if session.starts_at and not confirm_claims(occasion=session.pk):
        # It was late, and `may_still_count` has seen that the time is free, under the same locks.
        give_time_back(session)  # claims that have run out, which nobody has swept yet
        found = possible_or_refuse(session.service, session.starts_at, session.minutes or 0, at=session.created_at)
        claim_time(session, found, expires_at=None, at=session.created_at)
    move_session(session, SessionState.CONFIRMED, doing)
    tell(session, "confirmed", client=True, professional=True, by=None)


def may_still_count(payment: Payment) -> bool | None:
    """A late payment counts while the time is still claimed, or else while price, service, worker and time are as they
    were, the time is free and both sides still want it; None for one that is not for a session. Registered with
    `payments.hooks.may_still_count`; the session and its time are locked."""
    session = (
        Session.objects.filter(payment=payment)
        .select_related("service__professional__party", "client", "professional", "booked_by")
        .first()
    )
    if session is None:
        return None
    if session.state == SessionState.APPROVED and TimeBlock.objects.claims().standing().filter(occasion=session.pk):
        return True
    if session.state not in (SessionState.APPROVED, SessionState.EXPIRED) or not _is_as_agreed(session):
        return False
    if session.starts_at is None:
        return True
    if session.starts_at <= now():
        return False
    try:
        found = possible_or_refuse(session.service, session.starts_at, session.minutes or 0, at=session.created_at)
    except SlotGone:
        return False
    is_as_long = found.period is not None and found.period.ends_at == session.ends_at
    return is_as_long and session.worker_id in {worker.user_id for worker in found.workers}


def _is_as_agreed(session: Session) -> bool:
    """Whether the same would be booked today: the service is offered for the same price, in the same room and with the
    same time around it, and both sides are there and want each other."""
    service = session.service
    if service.retired_at or not is_length(service, session.minutes):
        return False
    has_own_price = session.changes.filter(kind=ChangeKind.TERMS, state=ChangeState.AGREED).exists()
    price = session.price_minor if has_own_price else price_of(service, session.minutes)
    room = session.room_id if session.starts_at else service.room_id
    offered = price, service.currency_id, service.buffer_minutes, service.room_id
    agreed = session.price_minor, session.currency_id, session.buffer_minutes, room
    sides = (session.client, session.professional)
    return offered == agreed and not any(side.approval in INACTIVE for side in sides) and not _is_unwelcome(session)


def _is_unwelcome(session: Session) -> bool:
    if session.booked_by is None:
        return True
    return any(unwelcome_client.one_by_one(session.booked_by, session.client, session.professional))


def may_be_sent(payment: Payment) -> bool | None:
    """The professional gets the money when the work is done, or what is left of it when it was called off. Registered
    with `payments.hooks.may_be_sent`."""
    paid = sessions_paid_by([payment.pk])
    if not paid:
        return None
    done = (SessionState.COMPLETED, SessionState.CANCELLED)
    return Session.objects.filter(pk__in=paid.values(), state__in=done).exists()


def subjects_of(payments: Collection[UUID]) -> Mapping[UUID, Subject]:
    """What is paid for, tips too, in words. Registered with `payments.hooks.subjects_of`. Two queries, one where there
    are none of ours."""
    paid = kinds_paid_by(payments)
    wanted = {pk for pk, _kind in paid.values()}
    found = Session.objects.filter(pk__in=wanted).select_related("professional") if paid else ()
    sessions = {session.pk: session for session in found}
    return {payment: _subject(sessions[pk], payment, kind) for payment, (pk, kind) in paid.items()}


def _subject(session: Session, payment: UUID, kind: str) -> Subject:
    """What is kept for the client until the session itself is paid is its time."""
    title, path = f"{session.name}, {session.professional.name}", reverse("studio:session", args=[session.pk])
    if kind in {ChangeKind.EXTENSION, ChangeKind.REVISION}:
        title = f"{ChangeKind(kind).label}: {title}"
    keeps_time = payment == session.payment_id and session.starts_at is not None
    otherwise = _("After that, the time is free for others again.") if keeps_time else ""
    return Subject(title, path, session.starts_at, otherwise)
