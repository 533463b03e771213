"""What can go wrong with money."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


class PaymentInvalid(ValidationError):
    """The payment cannot be made like this; the message says why, at its field."""


class Unbalanced(ValueError):
    """The lines of an entry do not sum to zero: a fault of the caller, never of a user."""


class NoCards(Refusal):
    """Card payments are not possible on this site, or not for this payment: the provider said no."""

    slug = "no-cards"
    title = _("You can’t pay this by card")


class ProviderAway(Refusal):
    """The payment provider does not answer. Nothing is lost: the same request can be made again."""

    status = 503
    slug = "provider-away"
    title = _("The payment service isn’t answering. Nothing was charged. Try again in a minute.")
    wait_seconds = 60
