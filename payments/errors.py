"""What can go wrong with money."""

from django.core.exceptions import ValidationError


class PaymentInvalid(ValidationError):
    """The payment cannot be made like this; the message says why, at its field."""


class Unbalanced(ValueError):
    """The lines of an entry do not sum to zero: a fault of the caller, never of a user."""
