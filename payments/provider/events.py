"""Events as they arrive: whether they come from the provider, and what each is about."""

import datetime as dt
import json
from typing import NamedTuple

import stripe
from django.conf import settings

TOLERANCE_SECONDS = 300
"""An event that was signed longer ago may have been recorded and sent again by somebody else."""

LONGEST = 100


class NotGenuine(Exception):
    """Not signed by the provider, signed too long ago, or not an event."""


class Told(NamedTuple):
    """An event: its type, what it is about, and the connected account it concerns (empty: our own)."""

    id: str
    kind: str
    account: str
    object_id: str
    livemode: bool
    happened_at: dt.datetime


def read_event(payload: bytes, signature: str) -> Told:
    """Raises NotGenuine. STRIPE_WEBHOOK_SECRET may hold several secrets with commas between them: of our own events, of
    those of connected accounts, and one that is being replaced."""
    if not signature.isascii():  # the SDK compares it with one that is, and fails
        raise NotGenuine
    for secret in filter(None, settings.STRIPE_WEBHOOK_SECRET.split(",")):
        try:
            stripe.WebhookSignature.verify_header(payload.decode(), signature, secret.strip(), TOLERANCE_SECONDS)
        except stripe.SignatureVerificationError:
            continue
        except UnicodeDecodeError as error:
            raise NotGenuine from error
        return _read(payload)
    raise NotGenuine


def _read(payload: bytes) -> Told:
    try:
        event = json.loads(payload)
        return Told(
            id=_text(event["id"]),
            kind=_text(event["type"]),
            account=_text(event.get("account") or ""),
            object_id=_text(event["data"]["object"].get("id") or ""),
            livemode=bool(event["livemode"]),
            happened_at=dt.datetime.fromtimestamp(event["created"], dt.UTC),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise NotGenuine from error


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value or len(value) > LONGEST:
        raise ValueError(value)
    return value
