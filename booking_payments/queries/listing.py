"""The payments of many bookings at once, for those who deal with their money."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from accounts.models import Party, Viewer
from booking_payments.models import BookingPayment
from payments.access import PaymentFacts, payment_facts
from payments.queries.subjects import subjects_by_payment


class PaymentOfBooking(NamedTuple):
    """A payment as the viewer may know it, and what it is for."""

    facts: PaymentFacts
    title: str


def payments_of_bookings(user: Viewer, bookings: Collection[UUID]) -> Mapping[UUID, Sequence[PaymentOfBooking]]:
    """By booking, the payments of those whose act or host the user leads; all for staff. As many queries for many as
    for one; one where there are none."""
    if not user.is_authenticated:
        return {}
    rows = BookingPayment.objects.filter(booking__in=bookings).select_related("payment")
    if not user.is_staff:
        led = Party.objects.led_by(user).values("pk")
        rows = rows.filter(Q(booking__act__in=led) | Q(booking__spot__show__owner__in=led))
    rows = rows.order_by("payment__created_at", "pk")
    payments = [row.payment for row in rows]
    if not payments:
        return {}
    subjects = subjects_by_payment([payment.pk for payment in payments])
    found: dict[UUID, list[PaymentOfBooking]] = {}
    for row, facts in zip(rows, payment_facts(user, payments), strict=True):
        found.setdefault(row.booking_id, []).append(PaymentOfBooking(facts, subjects.title(facts.payment)))
    return found
