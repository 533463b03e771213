"""What the clock calls. Every row is worked off on its own: one that fails does not stop the others.

While the provider is silent, each question takes until the SDK gives up. So a run ends with the first one that is not
answered, and none asks again before SILENCE is over. Rows come in any order, lest one that the provider never answers
keeps the others waiting.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from payments import provider
from payments.actions import (
    carry_out_refund,
    check_attempt,
    close_abandoned,
    expire_payment,
    expire_unasked,
    find_unreported,
    forget_bank_details,
    forget_events,
    handle_event,
    refresh_account,
    refresh_payouts,
    send_to_payees,
)
from payments.actions.accounts import take_over_due
from payments.actions.reminding import remind_payee, remind_payer
from payments.models import Attempt, Payment, PayoutAccount, Refund, Reversal, WebhookEvent
from payments.queries.owed import unsent
from payments.queries.reminders import WINDOWS, to_remind, unconfirmed
from payments.states import PAYABLE, RUNNING, Means, OutgoingState

AT_ONCE_MAX = 200
LEFT_TO_THE_TASK = dt.timedelta(minutes=1)
ACCOUNTS_LOOKED_AT_AFTER = dt.timedelta(hours=6)
LOOKED_AT_AFTER = dt.timedelta(minutes=5)
RECONCILED_FOR = dt.timedelta(days=7)
SILENCE, SILENCE_SECONDS = "payments.silence", 30
logger = logging.getLogger(__name__)


def handle_waiting_events() -> int:
    """Every minute; returns how many events were looked at."""
    return _each(WebhookEvent.objects.filter(handled_at=None, next_at__lte=now()).order_by("next_at"), _handle)


def _handle(event_id: str) -> None:
    event = handle_event(event_id=event_id)
    if not event.handled_at and not event.problem:
        raise provider.ProviderDown


def carry_out_refunds() -> int:
    """Every minute: refunds that a crash or a silent provider left. Returns how many were tried."""
    begun = Refund.objects.filter(
        state=OutgoingState.BEGUN, attempt__means=Means.CARD, begun_at__lt=now() - LEFT_TO_THE_TASK
    )
    return _each(begun.order_by("?"), lambda id: carry_out_refund(refund_id=id))


def carry_out(refund_id: UUID) -> None:
    """Carry out a refund at once; a provider that does not answer is asked again by the clock."""
    try:
        carry_out_refund(refund_id=refund_id)
    except provider.ProviderDown as error:
        logger.warning("refund %s waits: %s", refund_id, error)


def expire_payments() -> int:
    """Every ten seconds: what was not paid in time, and pages that are open for nothing. Returns how many were
    tried."""
    over = Payment.objects.filter(state__in=sorted(PAYABLE), expires_at__lte=now()).order_by("?")
    _each(over, lambda id: expire_unasked(payment_id=id), is_asking=False)
    idle = Attempt.objects.filter(state__in=sorted(RUNNING), means=Means.CARD).exclude(
        payment__state__in=sorted(PAYABLE)
    )
    return _each(over, lambda id: expire_payment(payment_id=id)) + _each(
        idle.order_by("?"), lambda id: close_abandoned(attempt_id=id)
    )


def reconcile() -> int:
    """Every hour: what no event reported. Returns how many differences were found."""
    if not provider.is_connected():
        return 0
    look_at_running()
    try:
        return find_unreported(since=now() - RECONCILED_FOR)
    except provider.ProviderDown as error:
        logger.warning("what no event reported is looked for in an hour, the payment provider is silent: %s", error)
        return 0


def look_at_running() -> int:
    """Look at all attempts that still run; returns how many there were."""
    running = Attempt.objects.filter(
        state__in=sorted(RUNNING), means=Means.CARD, begun_at__lt=now() - LOOKED_AT_AFTER
    ).order_by("?")
    return _each(running, lambda id: check_attempt(attempt_id=id))


def remind() -> int:
    """Every quarter of an hour: payments that are due, and marks that nobody has answered. Returns how many reminders
    were sent; what is left over comes the next time."""
    at = now()
    due = ((payment, stage) for stage in WINDOWS for payment in to_remind(stage, at)[:AT_ONCE_MAX])
    sent = sum(remind_payer(payment=payment, stage=stage) for payment, stage in due)
    return sent + sum(remind_payee(attempt=attempt) for attempt in unconfirmed(at)[:AT_ONCE_MAX])


def send(payment_id: UUID) -> None:
    """Send what payees of a payment are owed; a provider that does not answer is asked again by the clock."""
    _each_of([payment_id], lambda id: send_to_payees(payment_id=id))


def send_all_unsent() -> int:
    """Every ten minutes: what a message to the worker, an account or the provider has left; how many payments."""
    take_over_due()
    left = Reversal.objects.filter(state=OutgoingState.BEGUN, refund__state=OutgoingState.DONE)
    _each_of(left.values_list("refund", flat=True), lambda id: carry_out_refund(refund_id=id))
    return _each_of(unsent(provider.is_live()), lambda id: send_to_payees(payment_id=id))


def send_what_waits(party_id: UUID) -> int:
    """As soon as a party's account can be paid; how many payments."""
    return _each_of(unsent(provider.is_live(), payees=[party_id]), lambda id: send_to_payees(payment_id=id))


def look_at_accounts() -> int:
    """Every hour: payees' accounts of which nobody has reported for some hours; how many."""
    mine = PayoutAccount.objects.filter(livemode=provider.is_live(), replaced_at=None).exclude(provider_id="")
    stale = mine.filter(Q(checked_at=None) | Q(checked_at__lt=now() - ACCOUNTS_LOOKED_AT_AFTER))
    return _each(stale.order_by("?"), _look_at_account)


def _look_at_account(account_id: UUID) -> None:
    refresh_account(account_id=account_id)
    refresh_payouts(account_id=account_id)


def forget() -> None:
    """Every day."""
    forget_bank_details()
    forget_events()


def _each(rows: QuerySet, action: Callable, *, is_asking: bool = True) -> int:
    """Act on at most AT_ONCE_MAX rows, by their ids, until the provider is silent; how many it was."""
    return _each_of(rows.values_list("pk", flat=True)[:AT_ONCE_MAX], action, is_asking=is_asking)


def _each_of(ids: Iterable, action: Callable, *, is_asking: bool = True) -> int:
    tried = 0
    for id in ids:
        if is_asking and cache.get(SILENCE):
            break
        tried += 1
        try:
            action(id)
        except provider.ProviderDown as error:
            logger.warning("%s waits, the payment provider is silent: %s", id, error)
            cache.set(SILENCE, True, SILENCE_SECONDS)
        except (provider.ProviderRefused, ValidationError) as error:
            logger.warning("%s waits: %s", id, error)
        except Exception:
            logger.exception("%s could not be worked off", id)
    return tried
