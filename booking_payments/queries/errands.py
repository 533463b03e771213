"""Payments of bookings that wait for somebody: to be made, or to be decided about."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Membership, User
from accounts.states import LEADING_ROLES
from booking_payments.models import BookingPayment
from bookings.states import BookingState
from payments.models import Attempt
from payments.states import OUTSIDE_MEANS, PAYABLE, RUNNING, Purpose


def payments_to_make(user: User) -> QuerySet[BookingPayment]:
    """What parties that the user leads are still to pay for bookings, the most urgent first. Without what they say they
    have paid outside the site."""
    return _open().filter(payment__payer__in=_led_by(user))


def deposits_to_decide(user: User, at: dt.datetime) -> list[BookingPayment]:
    """Overdue deposits on which bookings depend of acts that the user leads, the longest overdue first. One query."""
    late = _open().filter(
        payment__purpose=Purpose.DEPOSIT,
        payment__due_at__lte=at,
        booking__state=BookingState.CONFIRMED,
        booking__spot__starts_at__gt=at,
        booking__act__in=_led_by(user),
        booking__deal__payment__is_condition=True,
    )
    return list(late)


def _open() -> QuerySet[BookingPayment]:
    outside = Attempt.objects.filter(payment=OuterRef("payment"), state__in=sorted(RUNNING), means__in=OUTSIDE_MEANS)
    rows = BookingPayment.objects.filter(~Exists(outside), payment__state__in=sorted(PAYABLE))
    return rows.select_related(
        "payment", "booking__act", "booking__spot__show__owner", "booking__spot__show__stage__venue__party"
    ).order_by("payment__due_at", "pk")


def _led_by(user: User) -> QuerySet:
    return Membership.objects.current().filter(user=user, role__in=LEADING_ROLES).values("party")
