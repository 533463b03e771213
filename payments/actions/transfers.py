"""Transfers: a payee is sent its part of what was paid by card as soon as its account can be paid.

In three steps, like everything that asks the provider: the row is committed, the provider is asked, what it said is
applied. Whatever dies in between, `begin_transfer` gives the row that was left, to go on with.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.models import Party
from accounts.states import Approval
from payments import provider
from payments.actions.accounts import refresh_account
from payments.actions.locking import lock_attempt, lock_payment
from payments.actions.posting import Line, post
from payments.actions.waiting import money_waits, no_longer_waits, tell_staff
from payments.data.units import smallest_step
from payments.hooks import may_be_sent
from payments.models import Attempt, Payment, Reversal, Transfer
from payments.queries.owed import debt_of, owed_after_promises, paying_attempt
from payments.queries.payouts import paid_account
from payments.rules import payees_bear_costs
from payments.states import COUNTS, PAID_AND_KEPT, Account, EntryKind, Means, OutgoingState, WaitReason
from web.identifiers import uuid7

PAUSE_AFTER_REFUSAL = dt.timedelta(hours=6)
"""A transfer that the provider refused is tried again after that: its reasons seldom pass by themselves."""


@transaction.atomic
def begin_transfer(*, payment_id: UUID, payee_id: UUID) -> Transfer | None:
    """The transfer of what a payee is still owed of a payment, or the one that has begun already. None where there is
    nothing to send, or nothing may be sent yet: nobody who is suspended is sent anything.

    What the payee owes the platform is set off first. Locks the payee, then the payment.
    """
    payee = Party.objects.select_for_update(no_key=True).get(pk=payee_id)
    payment = lock_payment(payment_id)
    if payment.state not in PAID_AND_KEPT or payee.approval == Approval.SUSPENDED or False in may_be_sent(payment):
        return None
    attempt = paying_attempt(payment)
    if begun := attempt.transfers.filter(payee=payee, state=OutgoingState.BEGUN).first():
        return begun
    if not _may_send(attempt, payee):
        return None
    owed, _left = owed_after_promises(payment, attempt)
    amount = _set_off(payment, payee, owed.get(payee.pk, 0))
    amount -= amount % smallest_step(payment.currency_id)
    if amount <= 0:
        no_longer_waits(payment, payee)
        return None
    account = paid_account(payee, livemode=payment.livemode)
    if account is None or not account.transfers_enabled:
        was_connected = account is not None and account.details_submitted
        money_waits(payment, payee, WaitReason.RESTRICTED if was_connected else WaitReason.NO_ACCOUNT)
        return None
    return Transfer.objects.create(attempt=attempt, payee=payee, account=account, amount_minor=amount)


def _may_send(attempt: Attempt, payee: Party) -> bool:
    """Not before the card costs are known, not while a refund is on its way, not again right after a refusal, and never
    what somebody has taken back at the provider: a person decides about that."""
    if attempt.means != Means.CARD or (attempt.costs_minor is None and payees_bear_costs()):
        return False
    if attempt.refunds.filter(state=OutgoingState.BEGUN).exists():
        return False
    mine = attempt.transfers.filter(payee=payee)
    if mine.filter(state=OutgoingState.FAILED, ended_at__gt=now() - PAUSE_AFTER_REFUSAL).exists():
        return False
    return not Reversal.objects.filter(transfer__in=mine, refund=None).exists()


def _set_off(payment: Payment, payee: Party, amount_minor: int) -> int:
    """What is left of an amount once the payee's debt is set off against it."""
    debt = debt_of(payee, payment.currency_id, livemode=payment.livemode)
    part = min(amount_minor, debt)
    if part <= 0:
        return amount_minor
    lines = [Line(Account.PAYEE, part, payee), Line(Account.RECEIVABLE, -part, payee)]
    post(payment=payment, kind=EntryKind.OFFSET, about=str(uuid7()), lines=lines)
    return amount_minor - part


def carry_out_transfer(*, transfer_id: UUID) -> Transfer:
    """Have the provider send the money. Does nothing for one that is done. Raises `provider.ProviderDown`."""
    transfer = Transfer.objects.select_related("attempt__payment", "account").get(pk=transfer_id)
    if transfer.state != OutgoingState.BEGUN:
        return transfer
    assert transfer.account is not None  # noqa: S101 — `begin_transfer` names it
    try:
        provider_id = provider.send_on(transfer, transfer.account.provider_id)
    except provider.ProviderRefused as refusal:
        ended = _end(transfer_id, OutgoingState.FAILED, problem=str(refusal))
        refresh_account(account_id=transfer.account.pk)
        return ended
    return _end(transfer_id, OutgoingState.DONE, provider_id=provider_id)


@transaction.atomic
def _end(transfer_id: UUID, state: OutgoingState, *, provider_id: str = "", problem: str = "") -> Transfer:
    payment, _attempt = lock_attempt(Transfer.objects.values_list("attempt", flat=True).get(pk=transfer_id))
    transfer = Transfer.objects.select_for_update(no_key=True, of=("self",)).select_related("payee").get(pk=transfer_id)
    if transfer.state != OutgoingState.BEGUN:
        return transfer
    transfer.state, transfer.provider_id, transfer.ended_at = state, provider_id, now()
    transfer.save(update_fields=["state", "provider_id", "ended_at"])
    if state == OutgoingState.DONE:
        amount = transfer.amount_minor
        lines = [Line(Account.PAYEE, amount, transfer.payee), Line(Account.AT_PROVIDER, -amount)]
        post(payment=payment, kind=EntryKind.TRANSFER, about=str(transfer.pk), lines=lines)
        no_longer_waits(payment, transfer.payee)
    else:
        money_waits(payment, transfer.payee, WaitReason.REFUSED)
        tell_staff("transfer_refused", payment, transfer.payee, problem)
    return transfer


def sent_to(attempt: Attempt, payee_id: UUID) -> list[Transfer]:
    """Transfers of an attempt to a payee of which something is left to be taken back, the oldest first."""
    counted = attempt.transfers.filter(payee=payee_id, state__in=COUNTS)
    return [transfer for transfer in counted if transfer.reversed_minor < transfer.amount_minor]
