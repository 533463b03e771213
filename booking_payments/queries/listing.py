"""The payments of many bookings at once, for those who deal with their money."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Sum

from accounts.models import Party, Viewer
from booking_payments.models import BookingPayment
from payments.models import PayeeShare, Payment, Refund
from payments.states import GIVEN_BACK_WHOLE, OutgoingState


@dataclass(frozen=True)
class PaymentOfBooking:
    """A payment, what the site keeps of it, and what has been given back of it. Minor units of its currency.

    `fee_minor` is None for the payer, whom the fee costs nothing and who may not know it.
    """

    payment: Payment
    fee_minor: int | None
    refunded_minor: int


def payments_of_bookings(user: Viewer, bookings: Collection[UUID]) -> Mapping[UUID, Sequence[PaymentOfBooking]]:
    """By booking, the payments of those whose act or host the user leads; all for staff. Four queries, one where there
    are none."""
    if not user.is_authenticated:
        return {}
    led = Party.objects.led_by(user).values("pk")
    gets_it = Exists(PayeeShare.objects.filter(payment=OuterRef("payment"), payee__in=led))
    rows = BookingPayment.objects.filter(booking__in=bookings).select_related("payment__payer")
    rows = rows.annotate(gets_it=gets_it)
    if not user.is_staff:
        rows = rows.filter(Q(booking__act__in=led) | Q(booking__spot__show__owner__in=led))
    rows = rows.prefetch_related("payment__shares__payee").order_by("payment__created_at", "pk")
    found: dict[UUID, list[PaymentOfBooking]] = {}
    given_back = _refunded([row.pk for row in rows]) if rows else {}
    for row in rows:
        fee = sum(share.fee_minor for share in row.payment.shares.all())
        sees_fee = row.gets_it or user.is_staff
        one = PaymentOfBooking(row.payment, fee if sees_fee else None, given_back.get(row.pk, 0))
        found.setdefault(row.booking_id, []).append(one)
    return found


def _refunded(payments: Collection[UUID]) -> dict[UUID, int]:
    """What has gone back already, but for what was paid twice or too late."""
    done = Refund.objects.filter(attempt__payment__in=payments, state=OutgoingState.DONE)
    counted = done.exclude(reason__in=GIVEN_BACK_WHOLE)
    return dict(counted.order_by().values_list("attempt__payment").annotate(Sum("amount_minor")))
