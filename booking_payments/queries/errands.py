"""Payments of bookings that wait for somebody: to be made, to be confirmed, or to be decided about."""

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, User
from booking_payments.models import BookingPayment
from bookings.states import BookingState
from payments.models import Attempt, PayeeShare
from payments.states import OUTSIDE_MEANS, PAYABLE, RUNNING, Purpose

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Announced(TypedDict):
        """Whether its payer says that it is paid outside the site."""

        is_announced: bool

    Waiting: TypeAlias = WithAnnotations[BookingPayment, Announced]


def payments_waiting_for(user: User) -> "QuerySet[Waiting]":
    """What parties that the user leads are still to pay for bookings, and what they have to confirm because its payer
    says that it is paid outside the site (`is_announced`); the most urgent first. One query."""
    led = Membership.objects.parties_led_by(user)
    is_theirs = Exists(PayeeShare.objects.filter(payment=OuterRef("payment"), payee__in=led))
    return _open().filter(Q(is_announced=False, payment__payer__in=led) | Q(is_theirs, is_announced=True))


def deposits_to_decide(user: User, at: dt.datetime) -> "list[Waiting]":
    """Overdue deposits on which bookings depend of acts that the user leads, the longest overdue first. One query."""
    late = _open().filter(
        is_announced=False,
        payment__purpose=Purpose.DEPOSIT,
        payment__due_at__lte=at,
        booking__state=BookingState.CONFIRMED,
        booking__spot__starts_at__gt=at,
        booking__act__in=Membership.objects.parties_led_by(user),
        booking__deal__payment__is_condition=True,
    )
    return list(late)


def _open() -> "QuerySet[Waiting]":
    outside = Attempt.objects.filter(payment=OuterRef("payment"), state__in=sorted(RUNNING), means__in=OUTSIDE_MEANS)
    rows = BookingPayment.objects.filter(payment__state__in=sorted(PAYABLE)).annotate(is_announced=Exists(outside))
    return rows.select_related(
        "payment__payer", "booking__act", "booking__spot__show__owner", "booking__spot__show__stage__venue__party"
    ).order_by("payment__due_at", "pk")
