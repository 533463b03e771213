"""Takes the payments of the demo world away. What was paid by a real card is never deleted, and stops the wiping."""

from typing import Any

import pgtrigger
from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from booking_payments.models import BookingPayment
from payments.models import (
    Attempt,
    BankDetails,
    Denial,
    Dispute,
    LedgerEntry,
    LedgerLine,
    PayeeShare,
    Payment,
    Payout,
    PayoutAccount,
    Refund,
    Reminder,
    Reversal,
    Transfer,
    Wait,
)
from payments.states import EntryKind

PAYMENT_OF: dict[Any, str] = {
    Wait: "share__payment",
    Reversal: "transfer__attempt__payment",
    Transfer: "attempt__payment",
    Refund: "attempt__payment",
    Dispute: "attempt__payment",
    Denial: "attempt__payment",
    Reminder: "payment",
    LedgerLine: "entry__payment",
    LedgerEntry: "payment",
    BookingPayment: "payment",
    PayeeShare: "payment",
    Attempt: "payment",
}
"""How each of these rows leads to its payment, in the order in which they can be deleted."""


def wipe_payments(party_ids: list, booking_ids: list) -> None:
    """Delete payments of these parties and for these bookings, with whatever belongs to them, and how they are paid."""
    shared = Exists(PayeeShare.objects.filter(payment=OuterRef("pk"), payee__in=party_ids))
    booked = Exists(BookingPayment.objects.filter(payment=OuterRef("pk"), booking__in=booking_ids))
    charged = Exists(LedgerEntry.objects.filter(payment=OuterRef("pk"), kind=EntryKind.CHARGE, livemode=True))
    payments = Payment.objects.filter(Q(payer__in=party_ids) | shared | booked).exclude(charged)
    ids = list(payments.values_list("pk", flat=True))
    with pgtrigger.ignore(*_kept_for_ever()):
        for model, way in PAYMENT_OF.items():
            model.objects.filter(**{f"{way}__in": ids}).delete()
        Payment.objects.filter(pk__in=ids).delete()
        Payout.objects.filter(account__party__in=party_ids).delete()
        PayoutAccount.objects.filter(party__in=party_ids).delete()
        BankDetails.objects.filter(party__in=party_ids).delete()


def _kept_for_ever() -> list[str]:
    """Every trigger that keeps rows of payments from being deleted or changed."""
    ours = {model for app in ("payments", "booking_payments") for model in apps.get_app_config(app).get_models()}
    return [trigger.get_uri(model) for model, trigger in pgtrigger.registered() if model in ours]
