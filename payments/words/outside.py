"""The address of a payment."""

from django.urls import reverse

from payments.models import Payment


def payment_path(payment: Payment) -> str:
    """The page on which somebody pays, marks and confirms it."""
    return reverse("payments:payment", args=[payment.pk])
