"""What a receipt says of a payment, for its payer or for one who received it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Abs

from accounts.models import Party
from payments.models import Attempt, LedgerLine, PayeeShare, Payment, Refund
from payments.queries.subjects import subjects_by_payment
from payments.states import GIVEN_BACK_WHOLE, WAS_PAID, Account, AttemptState, EntryKind, Means, OutgoingState

OWN = (Account.PAYEE, Account.RECEIVABLE)


@dataclass(frozen=True)
class Receipt:
    """Amounts in minor units. For a payee: of its own share alone, with what was taken off it."""

    payment_id: UUID
    title: str
    at: dt.datetime | None
    payer: str
    payees: Sequence[str]
    means: str
    paid_at: dt.datetime
    timezone: str
    currency: str
    amount_minor: int
    fee_minor: int
    costs_minor: int
    back_minor: int
    is_payers: bool
    is_real: bool


def paid_by(payment: Payment) -> Attempt | None:
    """The attempt that paid it; None for what is not paid. One query."""
    if payment.state not in WAS_PAID:
        return None
    never = Refund.objects.filter(reason__in=GIVEN_BACK_WHOLE).values("attempt")
    paid = payment.attempts.filter(state=AttemptState.PAID).exclude(pk__in=never)
    return paid.order_by("ended_at").first()


def payments_with_receipt(party: Party) -> QuerySet[Payment]:
    """What this party has paid, and what it got a share of."""
    got = Exists(PayeeShare.objects.filter(payment=OuterRef("pk"), payee=party))
    return Payment.objects.filter(Q(payer=party) | got, state__in=WAS_PAID)


def receipt_of(payment: Payment, attempt: Attempt, shares: Sequence[PayeeShare], party: Party) -> Receipt:
    """The receipt for `party`: the payer, or the payee of one of these shares. `shares` are those that it may read."""
    is_payers = party.pk == payment.payer_id
    own = [share for share in shares if is_payers or share.payee_id == party.pk]
    subjects = subjects_by_payment([payment.pk])
    subject = subjects.by_payment.get(payment.pk)
    assert attempt.ended_at is not None  # noqa: S101 — a paid attempt has ended
    return Receipt(
        payment_id=payment.pk,
        title=subjects.title(payment),
        at=subject.at if subject else None,
        payer=payment.payer.name,
        payees=[share.payee.name for share in own],
        means=str(attempt.get_means_display()),
        paid_at=attempt.ended_at,
        timezone=party.timezone,
        currency=payment.currency_id,
        amount_minor=payment.amount_minor if is_payers else sum(share.amount_minor for share in own),
        fee_minor=0 if is_payers or attempt.means != Means.CARD else sum(share.fee_minor for share in own),
        costs_minor=0 if is_payers else _costs(payment, party),
        back_minor=_refunded(attempt) if is_payers else _given_back(attempt, party),
        is_payers=is_payers,
        is_real=payment.livemode,
    )


def _refunded(attempt: Attempt) -> int:
    return attempt.refunds.filter(state=OutgoingState.DONE).aggregate(sum=Sum("amount_minor"))["sum"] or 0


def _costs(payment: Payment, party: Party) -> int:
    lines = LedgerLine.objects.filter(account__in=OWN, entry__payment=payment, entry__kind=EntryKind.COSTS, party=party)
    return lines.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def _given_back(attempt: Attempt, party: Party) -> int:
    """What refunds of this attempt have taken from a payee; of those outside the site it has a negative line."""
    refunds = attempt.refunds.filter(state=OutgoingState.DONE).values_list("pk", flat=True)
    about = {"entry__kind": EntryKind.REFUND, "entry__about__in": list(map(str, refunds))}
    lines = LedgerLine.objects.filter(Q(account__in=OWN) | Q(account=Account.OUTSIDE, amount_minor__lt=0), party=party)
    return lines.filter(**about).aggregate(sum=Sum(Abs("amount_minor")))["sum"] or 0
