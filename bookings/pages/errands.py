"""What waits on Today and on the desk for a signature."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.models import Booking


@dataclass(frozen=True)
class Errand:
    """Something to do for a booking on a page of its own; `note`: by when, and what happens otherwise."""

    booking: Booking
    title: str
    action: str
    href: str
    note: str = ""
    deadline: dt.datetime | None = None


def settlement_errands(bookings: Iterable[Booking]) -> Sequence[Errand]:
    """A settlement that the other side has signed."""
    return [Errand(each, _("Sign the settlement"), _("Read and sign"), _to("settlement", each)) for each in bookings]


def contract_errands(bookings: Iterable[Booking]) -> Sequence[Errand]:
    """A contract that lacks one's own signature."""
    return [Errand(each, _("Sign the contract"), _("Read and sign"), _to("contract", each)) for each in bookings]


def _to(page: str, booking: Booking) -> str:
    return reverse(f"bookings:{page}", args=[booking.pk])
