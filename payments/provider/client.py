"""The connection: a pinned version, short deadlines, and two kinds of errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import urlsplit

import stripe
from django.conf import settings
from django.db import connection

from payments.rules import is_connected

API_VERSION = "2026-10-28.endive"
ACCOUNTS_ORIGIN = "https://connect.stripe.com"
CHECKOUT_ORIGIN = "https://checkout.stripe.com"
SECONDS = 15
RETRIES = 2


class ProviderDown(Exception):
    """It did not answer, or not sensibly: whether it did what we asked is not known. Look again later."""


class KeyTaken(ProviderDown):
    """The same was asked before in other words, or is being asked now: what that came to can be looked up."""


class ProviderRefused(Exception):
    """It said no. `code` is its own word for why."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def checkout_origin() -> str:
    """Where the pages to pay on lie, as a Content-Security-Policy names it."""
    return _origin(CHECKOUT_ORIGIN)


def accounts_origin() -> str:
    """The same of the pages where payees enter their details and see their account."""
    return _origin(ACCOUNTS_ORIGIN)


def _origin(of_provider: str) -> str:
    if not settings.TEST_MONEY:
        return of_provider
    return "{0.scheme}://{0.netloc}".format(urlsplit(settings.TEST_MONEY_URL))


@contextmanager
def asking() -> Iterator[stripe.StripeClient]:
    """Stripe's client. Raises ProviderDown and ProviderRefused in place of the SDK's own errors."""
    if not is_connected():
        raise ProviderDown("this site has no key for the payment provider")
    if connection.in_atomic_block:
        raise RuntimeError("the payment provider was asked inside a transaction")
    if not is_connected():
        raise ProviderDown("this site has no payment provider")
    try:
        yield _client()
    except (stripe.InvalidRequestError, stripe.PermissionError) as error:
        raise ProviderRefused(str(error.user_message or error), error.code or "") from error
    except stripe.IdempotencyError as error:
        raise KeyTaken(str(error)) from error
    except stripe.StripeError as error:  # no answer, a fault of its own, or too many requests
        raise ProviderDown(str(error)) from error


@cache
def _client() -> stripe.StripeClient:
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        stripe_version=API_VERSION,
        base_addresses={"api": settings.TEST_MONEY_URL} if settings.TEST_MONEY else {},
        http_client=stripe.RequestsClient(timeout=SECONDS),
        max_network_retries=RETRIES,
    )
