"""What follows when a change of a session is paid for, late or not at all."""

from uuid import UUID

from django.utils.timezone import now

from accounts.models import User
from availability.models import TimeBlock
from engagements.actions.doing import Doing
from engagements.states import Channel
from payments.models import Payment
from payments.states import WAS_PAID, PaymentState
from studio.actions.changes.extending import take_more_time
from studio.actions.changes.proposing import tell_change
from studio.actions.changes.revising import ask_for_bought_revision
from studio.actions.sessions.moving import give_back_time_of, lock_sessions, note
from studio.actions.sessions.pending import move_change, open_change_of
from studio.models import SessionChange
from studio.queries.possible import can_go_on
from studio.states import HELD_SESSIONS, ChangeKind, ChangeState, SessionState, Side


def follow_payment_of_change(payment: Payment, former: PaymentState, by: User | None) -> None:
    """More time is part of the session once it is paid, and a revision is asked for; what is not paid comes to nothing.
    Registered with `payments.hooks.payment_changed`; the session and its time are locked."""
    change_id = SessionChange.objects.filter(payment=payment).values_list("pk", flat=True).first()
    if change_id is None:
        return
    change = _locked(change_id)
    doing = Doing.begin(by, Channel.CLOCK, now())
    if payment.state == PaymentState.PAID and former not in WAS_PAID:
        _carry_out(change, doing)
    elif payment.state == PaymentState.EXPIRED and change.state == ChangeState.TO_PAY:
        move_change(change, ChangeState.EXPIRED, doing)
        if change.kind == ChangeKind.EXTENSION:
            give_back_time_of(change)
        note(change.session, "proposal_unpaid", doing)
        for side in Side:
            tell_change(change, "proposal_expired", side=side, by=None)


def _locked(change_id: UUID) -> SessionChange:
    """A change and its session, read again. Its parties are not locked: whoever locks them does so before the session,
    which is locked here already."""
    change = SessionChange.objects.select_related("payment").get(pk=change_id)
    [change.session] = lock_sessions([change.session_id])
    return change


def _carry_out(change: SessionChange, doing: Doing) -> None:
    if change.state not in (ChangeState.TO_PAY, ChangeState.EXPIRED):
        return
    move_change(change, ChangeState.AGREED, doing)
    if change.kind == ChangeKind.EXTENSION:
        take_more_time(change)
        note(change.session, "extended", doing)
        for side in Side:
            tell_change(change, "proposal_agreed", side=side, by=None)
    else:
        ask_for_bought_revision(change, doing)


def change_may_still_count(payment: Payment) -> bool | None:
    """A late payment counts while the session is as it was and its time is free; None for one that is not for a change.
    Registered with `payments.hooks.may_still_count`; the session and its time are locked."""
    change_id = SessionChange.objects.filter(payment=payment).values_list("pk", flat=True).first()
    if change_id is None:
        return None
    change = _locked(change_id)
    session, waiting = change.session, open_change_of(change.session)
    if change.state not in (ChangeState.TO_PAY, ChangeState.EXPIRED) or (waiting and waiting.pk != change.pk):
        return False
    if change.kind == ChangeKind.REVISION:
        is_open = session.accept_by is None or session.accept_by > now()
        return session.state == SessionState.DELIVERED and is_open
    is_as_it_was = session.state in HELD_SESSIONS and session.ends_at == change.starts_at
    if is_as_it_was and TimeBlock.objects.claims().standing().filter(occasion=change.pk).exists():
        return True
    return is_as_it_was and can_go_on(session, minutes=change.minutes or 0).reason is None
