"""Events of the provider: stored once by their ids, and worked off by looking at what they are about as it is now.

Whatever an event says beyond that is not used, so it may come twice, late, out of order or never.
"""

import datetime as dt
import logging
from collections.abc import Callable

from celery import current_app
from django.db import transaction
from django.utils.timezone import now

from payments import provider
from payments.actions.accounts import refresh_account_of
from payments.actions.applying import Mismatch
from payments.actions.disputes import follow_dispute
from payments.actions.given_back import follow_refunds
from payments.actions.origins import Unsettled, find_attempt, settled_attempt
from payments.actions.payouts import refresh_payout_of
from payments.actions.reversals import note_taken_back
from payments.actions.telling import tell_staff
from payments.models import WebhookEvent

TASK = "payments.tasks.handle_event"
LEFT_TO_THE_TASK = dt.timedelta(minutes=1)
"""Before that, the periodic sweep leaves a new event to the task that was started for it."""
LONGEST_PAUSE = dt.timedelta(hours=1)
TRIES_MAX = 80
"""About three days."""
UNSETTLED_TRIES = 3
"""Most of what has to wait for something else is settled at the next try; after minutes, staff are told."""
logger = logging.getLogger(__name__)


@transaction.atomic
def store_event(told: provider.Told) -> WebhookEvent:
    """Keep an event and have the worker handle it; one that is known already changes nothing."""
    event, is_new = WebhookEvent.objects.get_or_create(
        pk=told.id,
        defaults={
            "kind": told.kind,
            "account": told.account,
            "object_id": told.object_id,
            "livemode": told.livemode,
            "happened_at": told.happened_at,
            "next_at": now() + LEFT_TO_THE_TASK,
        },
    )
    if is_new:
        transaction.on_commit(lambda: current_app.send_task(TASK, [event.pk], retry=False), robust=True)
    return event


def handle_event(*, event_id: str) -> WebhookEvent:
    """Look at what an event is about and apply it. One that cannot be handled now is tried again later; one that must
    not be applied keeps its problem, and staff are told."""
    event = WebhookEvent.objects.get(pk=event_id)
    if event.handled_at:
        return event
    try:
        _handle(event)
    except Mismatch as problem:
        return _end(event_id, problem=str(problem))
    except provider.ProviderDown:
        return _put_off(event_id)
    except Unsettled as problem:
        return _put_off(event_id, problem=str(problem), patience=UNSETTLED_TRIES)
    except Exception as error:
        logger.exception("event %s could not be handled", event_id)
        return _put_off(event_id, problem=f"{type(error).__name__}: {error}")
    return _end(event_id)


def _handle(event: WebhookEvent) -> None:
    handler = HANDLERS.get(event.kind)
    if handler is None:
        return
    if event.livemode != provider.is_live():
        raise Mismatch("It is about test money, and this site takes real money, or the other way round.")
    try:
        handler(event)
    except provider.ProviderRefused as refusal:
        raise Mismatch(f"The provider does not tell what {event.object_id} is: {refusal}") from refusal


@transaction.atomic
def _end(event_id: str, *, problem: str = "") -> WebhookEvent:
    event = WebhookEvent.objects.select_for_update().get(pk=event_id)
    if event.handled_at:
        return event
    if problem and problem != event.problem:
        tell_staff(event=event.pk)
    event.handled_at, event.problem = now(), problem
    event.save(update_fields=["handled_at", "problem"])
    return event


@transaction.atomic
def _put_off(event_id: str, *, problem: str = "", patience: int = 1) -> WebhookEvent:
    """Try again later: after a minute, two, four, and at last once an hour. After three days it stays for staff, who
    are told of a problem once, at the try number `patience`."""
    event = WebhookEvent.objects.select_for_update().get(pk=event_id)
    if event.handled_at:
        return event
    event.next_at = now() + min(dt.timedelta(minutes=2 ** min(event.tries, 6)), LONGEST_PAUSE)
    event.tries += 1
    if event.tries >= TRIES_MAX:
        event.handled_at, problem = now(), problem or event.problem or "The provider did not answer for three days."
    if problem and (event.tries == patience or (event.tries > patience and not event.problem)):
        tell_staff(event=event.pk)
    event.problem = problem or event.problem
    event.save(update_fields=["next_at", "tries", "handled_at", "problem"])
    return event


def _follow_checkout(event: WebhookEvent) -> None:
    """A session, an intent or a charge has changed."""
    find_attempt(event.object_id)


def _follow_charge_refunds(event: WebhookEvent) -> None:
    if attempt := settled_attempt(event.object_id):
        follow_refunds(attempt=attempt)


def _follow_dispute(event: WebhookEvent) -> None:
    if attempt := settled_attempt(event.object_id):
        follow_dispute(attempt=attempt, dispute_id=event.object_id)


def _follow_account(event: WebhookEvent) -> None:
    """A payee's account has changed, or is no longer connected: the event names it, whatever it is about."""
    refresh_account_of(event.account or event.object_id)


def _follow_payout(event: WebhookEvent) -> None:
    refresh_payout_of(event.object_id, event.account)


def _follow_reversals(event: WebhookEvent) -> None:
    note_taken_back(event.object_id)


Handler = Callable[[WebhookEvent], None]


def of_our_account(handler: Handler) -> Handler:
    """For what happens on our own account only. Something of a connected account is never applied."""

    def handle(event: WebhookEvent) -> None:
        if event.account:
            raise Mismatch(f"It is about the account {event.account}, where no payment of this site is made.")
        handler(event)

    return handle


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(
        (
            "checkout.session.completed",
            "checkout.session.expired",
            "checkout.session.async_payment_succeeded",
            "checkout.session.async_payment_failed",
            "payment_intent.succeeded",
            "payment_intent.processing",
            "payment_intent.payment_failed",
            "payment_intent.canceled",
            "charge.succeeded",
            "charge.updated",
        ),
        of_our_account(_follow_checkout),
    ),
    **dict.fromkeys(
        ("charge.refunded", "refund.created", "refund.updated", "refund.failed", "charge.refund.updated"),
        of_our_account(_follow_charge_refunds),
    ),
    **dict.fromkeys(
        (
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.dispute.closed",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.funds_reinstated",
        ),
        of_our_account(_follow_dispute),
    ),
    **dict.fromkeys(("account.updated", "account.application.deauthorized", "capability.updated"), _follow_account),
    **dict.fromkeys(
        ("payout.created", "payout.updated", "payout.paid", "payout.failed", "payout.canceled"), _follow_payout
    ),
    **dict.fromkeys(("transfer.reversed", "transfer.updated"), of_our_account(_follow_reversals)),
}
"""What to do with events of a kind, by Stripe's name for it. Kinds that are not here are stored, and nothing follows.

A handler looks at the object as it is now and applies that. It raises Mismatch for what must never be applied,
`Unsettled` for what cannot be applied yet, and lets ProviderDown pass."""
