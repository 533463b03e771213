"""What is taken back of transfers: promised with a refund, carried out before it.

Where the provider refuses, such as for want of money in the payee's account, the payee owes the amount to the platform
instead, and the payer gets the refund all the same.
"""

from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from accounts.models import Party
from payments import provider
from payments.actions.locking import lock_attempt
from payments.actions.posting import Line, post
from payments.actions.transfers import carry_out_transfer, sent_to
from payments.actions.waiting import tell_of_debt, tell_staff
from payments.data.units import smallest_step
from payments.models import Attempt, Payment, Refund, Reversal, Transfer
from payments.queries.owed import owed_after_promises, parts_of_refund
from payments.states import Account, EntryKind, OutgoingState


def promise_reversals(payment: Payment, attempt: Attempt, refund: Refund) -> None:
    """Take back from each payee what a refund takes of its part beyond what the platform still holds for it. Stores the
    refund, which is new. Assumes the lock on the payment."""
    owed, left = owed_after_promises(payment, attempt)
    refund.save()
    for _account, payee, part in parts_of_refund(left, refund.amount_minor):
        if payee:
            _take_from(attempt, refund, payee.pk, part - max(owed.get(payee.pk, 0), 0))


def _take_from(attempt: Attempt, refund: Refund, payee_id: UUID, amount_minor: int) -> None:
    for transfer in sent_to(attempt, payee_id):
        if amount_minor <= 0:
            return
        step = smallest_step(attempt.payment.currency_id)
        part = min(-(-amount_minor // step) * step, transfer.amount_minor - transfer.reversed_minor)
        _count_back(transfer, part)
        Reversal.objects.create(transfer=transfer, refund=refund, amount_minor=part)
        amount_minor -= part


def _count_back(transfer: Transfer, amount_minor: int) -> None:
    transfer.reversed_minor += amount_minor
    transfer.save(update_fields=["reversed_minor"])


def carry_out_reversals(refund: Refund) -> None:
    """Take back what a refund needs; each reversal has ended then. Raises `provider.ProviderDown`."""
    for reversal_id in refund.reversals.filter(state=OutgoingState.BEGUN).values_list("pk", flat=True):
        _carry_out(reversal_id)


def _carry_out(reversal_id: UUID) -> None:
    reversal = Reversal.objects.select_related("transfer__attempt__payment").get(pk=reversal_id)
    reversal.transfer = _settled(reversal.transfer)
    if reversal.transfer.state == OutgoingState.FAILED:
        _end(reversal_id, OutgoingState.FAILED)
        return
    try:
        provider_id = provider.take_back(reversal)
    except provider.ProviderRefused as refusal:
        _end(reversal_id, OutgoingState.FAILED, problem=str(refusal))
    else:
        _end(reversal_id, OutgoingState.DONE, provider_id=provider_id)


def _settled(transfer: Transfer) -> Transfer:
    """A transfer that was still on its way when the refund was promised is carried out first."""
    if transfer.state == OutgoingState.BEGUN:
        carry_out_transfer(transfer_id=transfer.pk)
    return Transfer.objects.select_related("attempt__payment").get(pk=transfer.pk)


@transaction.atomic
def _end(reversal_id: UUID, state: OutgoingState, *, provider_id: str = "", problem: str = "") -> None:
    of = Reversal.objects.values_list("transfer__attempt", flat=True).get(pk=reversal_id)
    payment, _attempt = lock_attempt(of)
    found = Reversal.objects.select_for_update(no_key=True, of=("self",)).select_related("transfer__payee", "refund")
    reversal = found.get(pk=reversal_id)
    if reversal.state != OutgoingState.BEGUN:
        return
    reversal.state, reversal.provider_id, reversal.problem, reversal.ended_at = state, provider_id, problem, now()
    reversal.save(update_fields=["state", "provider_id", "problem", "ended_at"])
    if state == OutgoingState.DONE:
        _post(payment, reversal, Line(Account.AT_PROVIDER, reversal.amount_minor))
    elif reversal.transfer.state == OutgoingState.DONE:
        payee = reversal.transfer.payee
        if not _is_refunded(reversal):
            _post(payment, reversal, Line(Account.RECEIVABLE, reversal.amount_minor, payee))
        tell_staff("reversal_refused", payment, payee, problem)
        tell_of_debt(payment, payee, reversal.amount_minor)


def _post(payment: Payment, reversal: Reversal, whence: Line) -> None:
    """The payee is owed the amount again, for the refund to take it: it has come back, or the payee owes it. Where the
    refund was made at the provider first, the payee has come to owe it, and does so no longer."""
    transfer = reversal.transfer
    owed = Account.RECEIVABLE if _is_refunded(reversal) else Account.PAYEE
    lines = [whence, Line(owed, -reversal.amount_minor, transfer.payee)]
    post(payment=payment, kind=EntryKind.REVERSAL, about=f"{transfer.pk}/{reversal.pk}", lines=lines)


def _is_refunded(reversal: Reversal) -> bool:
    return reversal.refund is not None and reversal.refund.state == OutgoingState.DONE


def note_taken_back(object_id: str, account: str = "") -> None:
    """Somebody took back a transfer in Stripe's dashboard, with this id: it is entered, staff are told, and the money
    stays at the platform until a person decides. Raises `provider.ProviderDown`."""
    transfer = Transfer.objects.select_related("attempt__payment").filter(provider_id=object_id).first()
    if transfer is None:
        return
    for seen in provider.reversals_of(object_id, transfer.attempt.payment.currency_id):
        if not seen.key:
            _note(transfer.pk, seen)


@transaction.atomic
def _note(transfer_id: UUID, seen: provider.SeenReversal) -> None:
    payment, _attempt = lock_attempt(Transfer.objects.values_list("attempt", flat=True).get(pk=transfer_id))
    transfer = Transfer.objects.select_for_update(no_key=True, of=("self",)).select_related("payee").get(pk=transfer_id)
    left = transfer.amount_minor - transfer.reversed_minor
    if Reversal.objects.filter(provider_id=seen.provider_id).exists():
        return
    payee: Party = transfer.payee
    if seen.amount_minor > left:
        tell_staff("taken_back", payment, payee, f"{seen.provider_id}: {seen.amount_minor} > {left}")
        return
    _count_back(transfer, seen.amount_minor)
    reversal = Reversal.objects.create(transfer=transfer, amount_minor=seen.amount_minor)
    reversal.state, reversal.provider_id, reversal.ended_at = OutgoingState.DONE, seen.provider_id, now()
    reversal.save(update_fields=["state", "provider_id", "ended_at"])
    _post(payment, reversal, Line(Account.AT_PROVIDER, seen.amount_minor))
    tell_staff("taken_back", payment, payee, "")
