"""What the clock calls. Every row is worked off on its own: one that fails does not stop the others.

While the provider is silent, each question takes until the SDK gives up. So a run ends with the first one that is not
answered, and none asks again before SILENCE is over. Rows come in any order, lest one that the provider never answers
keeps the others waiting.
"""

import datetime as dt
import logging
from collections.abc import Callable
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.timezone import now

from payments import provider
from payments.actions import (
    carry_out_refund,
    check_attempt,
    close_abandoned,
    expire_payment,
    expire_unasked,
    find_unreported,
    handle_event,
)
from payments.actions.reminding import remind_payee, remind_payer
from payments.models import Attempt, Payment, Refund, WebhookEvent
from payments.queries.reminders import WINDOWS, to_remind, unconfirmed
from payments.states import PAYABLE, RUNNING, Means, OutgoingState

AT_ONCE_MAX = 200
LEFT_TO_THE_TASK = dt.timedelta(minutes=1)
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
    return find_unreported(since=now() - RECONCILED_FOR)


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


def _each(rows: QuerySet, action: Callable, *, is_asking: bool = True) -> int:
    """Act on at most AT_ONCE_MAX rows, by their ids, until the provider is silent; how many it was."""
    tried = 0
    for id in rows.values_list("pk", flat=True)[:AT_ONCE_MAX]:
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
