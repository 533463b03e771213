"""Checkout Sessions: begun, looked at, ended. Every answer is the object as it is now."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import stripe
from django.utils.text import Truncator

from payments.data.units import at_provider, from_provider
from payments.models import Attempt, Payment
from payments.models.attempts import KEYS_LIVE
from payments.provider.client import ProviderRefused, asking
from payments.states import AttemptState

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams

EXPANDED = ["payment_intent.latest_charge.balance_transaction"]
NAME_MAX = 250
"""Stripe refuses longer names of products."""
CLOCKS_DIFFER = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Seen:
    """A checkout as the provider tells it now. Amounts in minor units; `costs_minor` is None until it is known."""

    state: AttemptState
    checkout_id: str
    url: str = ""
    expires_at: dt.datetime | None = None
    intent_id: str = ""
    charge_id: str = ""
    amount_minor: int = 0
    currency: str = ""
    costs_minor: int | None = None
    livemode: bool = False


def begin_checkout(
    attempt: Attempt, payment: Payment, *, name: str, success_url: str, cancel_url: str, language: str
) -> Seen:
    """A page to pay on. The same attempt gives the same page, however often it is asked for. Raises ProviderDown and
    ProviderRefused."""
    with asking() as client:
        session = client.v1.checkout.sessions.create(
            _asked(attempt, payment, name, success_url, cancel_url, language), {"idempotency_key": str(attempt.pk)}
        )
    return _seen(session)


def _asked(
    attempt: Attempt, payment: Payment, name: str, success_url: str, cancel_url: str, language: str
) -> "SessionCreateParams":
    about = {"attempt": str(attempt.pk), "payment": str(payment.pk)}
    assert attempt.expires_at is not None  # noqa: S101 — attempts by card have it from the beginning
    return {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": payment.currency_id.lower(),
                    "unit_amount": at_provider(payment.amount_minor, payment.currency_id),
                    "product_data": {"name": Truncator(name).chars(NAME_MAX)},
                },
            }
        ],
        "client_reference_id": str(attempt.pk),
        "metadata": about,
        "payment_intent_data": {"metadata": about, "transfer_group": str(payment.pk)},
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(attempt.expires_at.timestamp()),
        "locale": cast(Any, language),
    }


def look(attempt: Attempt) -> Seen | None:
    """The checkout of an attempt as it is now; None where the provider knows of none. Raises ProviderDown."""
    with asking() as client:
        session_id = attempt.checkout_id or _find(client, attempt)
        if not session_id:
            return None
        try:
            return _seen(client.v1.checkout.sessions.retrieve(session_id, {"expand": EXPANDED}))
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return None
            raise


def end_checkout(attempt: Attempt) -> Seen | None:
    """Close the page to pay on, and see what it came to: somebody may pay in that moment. Raises ProviderDown."""
    seen = look(attempt)
    if seen is None or seen.state != AttemptState.OPEN:
        return seen
    with suppress(ProviderRefused), asking() as client:  # it is no longer open: the next look tells why
        client.v1.checkout.sessions.expire(seen.checkout_id)
    return look(attempt)


def _find(client: stripe.StripeClient, attempt: Attempt) -> str:
    """The session that was made for an attempt whose answer got lost: the provider cannot search for it, only list."""
    since, until = attempt.begun_at - CLOCKS_DIFFER, attempt.begun_at + KEYS_LIVE
    listed = client.v1.checkout.sessions.list(
        {"created": {"gte": int(since.timestamp()), "lte": int(until.timestamp())}, "limit": 100}
    )
    return next((one.id for one in listed.auto_paging_iter() if one.client_reference_id == str(attempt.pk)), "")


def _seen(session: Any) -> Seen:
    intent = session.payment_intent if isinstance(session.payment_intent, stripe.PaymentIntent) else None
    charge = intent.latest_charge if intent and isinstance(intent.latest_charge, stripe.Charge) else None
    currency = session.currency.upper()
    return Seen(
        state=_state(session),
        checkout_id=session.id,
        url=session.url or "",
        expires_at=dt.datetime.fromtimestamp(session.expires_at, dt.UTC),
        intent_id=intent.id if intent else "",
        charge_id=charge.id if charge else "",
        amount_minor=from_provider(session.amount_total, currency),
        currency=currency,
        costs_minor=_costs(charge, currency),
        livemode=session.livemode,
    )


def _state(session: Any) -> AttemptState:
    if session.status == "complete":
        return AttemptState.PAID if session.payment_status == "paid" else AttemptState.PROCESSING
    return AttemptState.OPEN if session.status == "open" else AttemptState.EXPIRED


def _costs(charge: stripe.Charge | None, currency: str) -> int | None:
    """What the provider keeps; None until it has said so, or where it reckons in another currency."""
    moved = charge.balance_transaction if charge else None
    if not isinstance(moved, stripe.BalanceTransaction) or moved.currency.upper() != currency:
        return None
    return from_provider(moved.fee, currency)
