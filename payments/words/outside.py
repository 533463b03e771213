"""Addresses of payments outside the site."""

from django.urls import reverse

from payments.models import Payment


def payment_path(payment: Payment) -> str:
    """Where somebody pays, marks and confirms it."""
    return reverse("payments:outside", args=[payment.pk])
