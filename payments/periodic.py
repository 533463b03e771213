"""What the clock calls. Every row is worked off on its own: one that fails does not stop the others."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.timezone import now

from payments import provider
from payments.actions import (
    carry_out_refund,
    check_attempt,
    close_abandoned,
    expire_payment,
    find_unreported,
    handle_event,
)
from payments.models import Attempt, Payment, Refund, WebhookEvent
from payments.states import PAYABLE, RUNNING, Means, OutgoingState

AT_ONCE_MAX = 200
LEFT_TO_THE_TASK = dt.timedelta(minutes=1)
LOOKED_AT_AFTER = dt.timedelta(minutes=5)
RECONCILED_FOR = dt.timedelta(days=7)
logger = logging.getLogger(__name__)


def handle_waiting_events() -> int:
    """Every minute; returns how many events were due."""
    due = WebhookEvent.objects.filter(handled_at=None, next_at__lte=now()).order_by("next_at")
    return _each(due.values_list("pk", flat=True), lambda id: handle_event(event_id=id))


def carry_out_refunds() -> int:
    """Every minute: refunds that a crash or a silent provider left. Returns how many there were."""
    begun = Refund.objects.filter(state=OutgoingState.BEGUN, begun_at__lt=now() - LEFT_TO_THE_TASK)
    return _each(begun.order_by("begun_at").values_list("pk", flat=True), carry_out)


def carry_out(refund_id: UUID) -> None:
    """Carry out a refund; a provider that does not answer is asked again by the clock."""
    try:
        carry_out_refund(refund_id=refund_id)
    except provider.ProviderDown as error:
        logger.warning("refund %s waits: %s", refund_id, error)


def expire_payments() -> int:
    """Every ten seconds: what was not paid in time, and pages that are open for nothing. Returns how many there
    were."""
    over = Payment.objects.filter(state__in=sorted(PAYABLE), expires_at__lte=now()).order_by("expires_at")
    idle = Attempt.objects.filter(state__in=sorted(RUNNING), means=Means.CARD).exclude(
        payment__state__in=sorted(PAYABLE)
    )
    return _each(over.values_list("pk", flat=True), lambda id: expire_payment(payment_id=id)) + _each(
        idle.order_by("begun_at").values_list("pk", flat=True), lambda id: close_abandoned(attempt_id=id)
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
    ).order_by("begun_at")
    return _each(running.values_list("pk", flat=True), lambda id: check_attempt(attempt_id=id))


def _each(ids: Iterable, action: Callable) -> int:
    """Act on at most AT_ONCE_MAX; how many there were."""
    some = list(ids[:AT_ONCE_MAX])  # type: ignore[index]  # a queryset
    for id in some:
        try:
            action(id)
        except (provider.ProviderDown, provider.ProviderRefused, ValidationError) as error:
            logger.warning("%s waits: %s", id, error)
        except Exception:
            logger.exception("%s could not be worked off", id)
    return len(some)
