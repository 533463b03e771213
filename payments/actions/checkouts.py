"""Paying by card: one open page for each payment, asked for in three steps (docs/decisions/0012-payments.md).

The row of the attempt is committed, the provider is asked without locks, and what it says is applied in a transaction
of its own. Whatever dies in between, `refresh` finds out what became of it.
"""

import datetime as dt
from contextlib import suppress
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from payments import provider
from payments.actions.applying import apply, note_failed
from payments.actions.locking import lock_payment
from payments.data.units import NotPayable
from payments.models import Attempt, Payment
from payments.queries.payouts import card_obstacle
from payments.states import PAYABLE, RUNNING, AttemptState, Means

OPEN_FOR = dt.timedelta(minutes=31)
"""The provider opens no page for less than 30 minutes."""
LONGEST_CALL = dt.timedelta(seconds=60)
"""By then the provider has answered, or the SDK has given up."""


def pay_by_card(
    *, acting_user: User, payment_id: UUID, name: str, success_url: str, cancel_url: str, language: str
) -> str:
    """The address of the page to pay on; that of the one that is open already, for a second press or another tab.

    Raises ValidationError where nothing is left to pay, `provider.ProviderDown` and `provider.ProviderRefused`. Who may
    pay is the caller's to know.
    """
    attempt = _begin(acting_user, payment_id)
    if is_stale(attempt):
        close_checkout(attempt_id=attempt.pk)
        attempt = _begin(acting_user, payment_id)
    elif attempt.state == AttemptState.OPEN:  # unless it has been paid or closed, and nobody has told us yet
        with suppress(provider.ProviderDown):
            refresh(attempt_id=attempt.pk)
        attempt = _begin(acting_user, payment_id)
    if attempt.state == AttemptState.PROCESSING:
        raise ValidationError(_("This payment is on its way. There’s nothing more to pay."))
    if attempt.state != AttemptState.BEGUN:
        return attempt.checkout_url
    seen = _open(attempt, name=name, success_url=success_url, cancel_url=cancel_url, language=language)
    apply(attempt_id=attempt.pk, seen=seen)
    return _open_page(attempt, seen)


def _open(attempt: Attempt, **texts: str) -> provider.Seen:
    """The page of an attempt, opened now. Somebody else may have opened it in their language, unseen by us."""
    try:
        return provider.begin_checkout(attempt, attempt.payment, **texts)
    except provider.KeyTaken:
        if seen := provider.look(attempt):
            return seen
        raise
    except provider.ProviderRefused:
        note_failed(attempt_id=attempt.pk)
        raise
    except NotPayable as error:
        note_failed(attempt_id=attempt.pk)
        raise ValidationError(_("You can’t pay this amount by card.")) from error


def _open_page(attempt: Attempt, seen: provider.Seen) -> str:
    """The page, unless it was paid or closed before we learnt that it was open, or the attempt was given up meanwhile:
    paid in cash, expired or cancelled."""
    attempt.refresh_from_db()
    if attempt.state in RUNNING and seen.url:
        return seen.url
    close_checkout(attempt_id=attempt.pk)
    raise ValidationError(_("This payment has changed. Check it again."))


def is_stale(attempt: Attempt) -> bool:
    """Its page has closed by now, or somebody else asked for one, and has not got it by now."""
    at = now()
    if attempt.state == AttemptState.BEGUN:
        return attempt.begun_at < at - LONGEST_CALL
    return attempt.expires_at is not None and attempt.expires_at <= at


@transaction.atomic
def _begin(user: User, payment_id: UUID) -> Attempt:
    payment = lock_payment(payment_id)
    if payment.state not in PAYABLE:
        raise ValidationError(_("Nothing left to pay."))
    if payment.livemode != provider.is_live():
        raise ValidationError(_("You can’t mix real money and test money."))
    if payment.expires_at and payment.expires_at <= now():
        raise ValidationError(_("It’s too late to pay this."))
    if running := payment.attempts.filter(state__in=RUNNING).first():
        if running.means != Means.CARD:
            raise ValidationError(_("This is marked as paid. We’re waiting for the payee to confirm."))
        return running
    if obstacle := card_obstacle(payment):
        raise ValidationError(obstacle)
    return Attempt.objects.create(payment=payment, means=Means.CARD, begun_by=user, expires_at=now() + OPEN_FOR)


def refresh(*, attempt_id: UUID) -> Payment:
    """Ask the provider what became of an attempt by card, and apply it. Changes nothing where nothing has changed.

    Raises `provider.ProviderDown`.
    """
    attempt = Attempt.objects.select_related("payment").get(pk=attempt_id)
    if attempt.means != Means.CARD:  # what became of it is its payee's to say
        return attempt.payment
    if seen := provider.look(attempt):
        return apply(attempt_id=attempt_id, seen=seen)
    return note_failed(attempt_id=attempt_id) if is_stale(attempt) else attempt.payment


def look_again(*, payment_id: UUID) -> None:
    """Ask the provider what became of the attempt by card that is still running, if there is one.

    Raises `provider.ProviderDown`, `provider.ProviderRefused` and Mismatch.
    """
    for attempt in Attempt.objects.filter(payment=payment_id, means=Means.CARD, state__in=RUNNING):
        refresh(attempt_id=attempt.pk)


def close_checkout(*, attempt_id: UUID) -> Payment:
    """Close the page to pay on. If somebody has paid in that moment, the payment is paid. Does
    nothing where there is no such page. Raises `provider.ProviderDown`."""
    attempt = Attempt.objects.select_related("payment").get(pk=attempt_id)
    if attempt.means != Means.CARD:
        return attempt.payment
    if seen := provider.end_checkout(attempt):
        return apply(attempt_id=attempt_id, seen=seen)
    return note_failed(attempt_id=attempt_id)
