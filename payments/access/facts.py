"""Several payments as one viewer may know them, with what was refunded: for lists, receipts and the API.

The same rules as for one (`payments.access.payments`), in as many queries for many as for one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from accounts.models import Membership, Viewer
from accounts.states import LEADING_ROLES
from payments.models import Attempt, LedgerLine, PayeeShare, Payment, Refund
from payments.queries.seen import shares_for_payer
from payments.states import (
    OUTSIDE_MEANS,
    RUNNING,
    Account,
    AttemptState,
    EntryKind,
    OutgoingState,
    RefundReason,
)

GIVEN_BACK = (RefundReason.PAID_TWICE, RefundReason.TOO_LATE)
"""Refunds of money that never counted: they say nothing of the payment."""


@dataclass(frozen=True)
class PaymentFacts:
    """A payment for one viewer. `shares` are those that they may read; amounts in minor units, of these shares alone.

    `sides`: "payer" and "payee", as the viewer leads them; none for staff. `led`: the parties of them that the viewer
    leads. `refunded_minor` of it went back. `is_outside`: it is paid outside the site, or said to be.
    """

    payment: Payment
    shares: Sequence[PayeeShare]
    reads_all: bool
    sides: frozenset[str]
    led: frozenset[UUID]
    refunded_minor: int
    refunds: Sequence[Refund]
    running: Attempt | None
    is_outside: bool

    @property
    def amount_minor(self) -> int:
        return self.payment.amount_minor if self.reads_all else sum(share.amount_minor for share in self.shares)

    @property
    def sees_fees(self) -> bool:
        """To whom the fee is taken from, and to staff."""
        return self.sides != {"payer"}

    @property
    def fee_minor(self) -> int:
        """The sum of the fees of these shares. None is taken of what is paid outside the site."""
        return 0 if self.is_outside else sum(share.fee_minor for share in self.shares)

    @property
    def currency(self) -> str:
        return self.payment.currency_id


def is_outside(attempts: Iterable[Attempt]) -> bool:
    """Whether a payment is paid outside the site, or is said to be."""
    return any(
        attempt.means in OUTSIDE_MEANS and attempt.state in {*RUNNING, AttemptState.PAID} for attempt in attempts
    )


def led_parties(user: Viewer, parties: Collection[UUID]) -> frozenset[UUID]:
    """Which of these parties the user leads. One query, none for an anonymous visitor."""
    if not user.is_authenticated:
        return frozenset()
    led = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES, party__in=parties)
    return frozenset(led.values_list("party", flat=True))


def payments_of(user: Viewer, *, role: str = "") -> QuerySet[Payment]:
    """The payments of the parties that the user leads: those they pay (`payer`), those they get a share of (`payee`),
    or both. Staff have no others here."""
    if not user.is_authenticated:
        return Payment.objects.none()
    led = Membership.objects.parties_led_by(user)
    got = Q(Exists(PayeeShare.objects.filter(payment=OuterRef("pk"), payee__in=led)))
    paid = Q(payer__in=led)
    return Payment.objects.filter({"payer": paid, "payee": got}.get(role, paid | got))


def payment_facts(user: Viewer, payments: Iterable[Payment]) -> list[PaymentFacts]:
    """What the user may know of payments that they may see (`get_payment_for`, `payments_of`), in their order. Seven
    queries, however many."""
    ids = [payment.pk for payment in payments]
    found = {payment.pk: payment for payment in _with_all(ids)}
    parties = {payment.payer_id for payment in found.values()}
    parties |= {share.payee_id for payment in found.values() for share in payment.shares.all()}
    led, sees_all = led_parties(user, parties), bool(user.is_authenticated and user.is_staff)
    backs = _given_back_by(found.values(), led)
    return [_view(found[each], led, sees_all, backs) for each in ids]


def _with_all(ids: Sequence[UUID]) -> QuerySet[Payment]:
    refunds = Refund.objects.exclude(reason__in=GIVEN_BACK).order_by("begun_at", "id")
    return (
        Payment.objects.filter(pk__in=ids)
        .select_related("payer")
        .prefetch_related(
            Prefetch("shares", PayeeShare.objects.select_related("payee")),
            Prefetch("attempts", Attempt.objects.prefetch_related(Prefetch("refunds", refunds))),
        )
    )


def _given_back_by(found: Iterable[Payment], led: Collection[UUID]) -> dict[tuple[UUID, UUID], int]:
    """What each of these payees has given back of each payment, net of the fee. The payments come from `_with_all`."""
    refunds = [refund for payment in found for attempt in payment.attempts.all() for refund in attempt.refunds.all()]
    about = [str(refund.pk) for refund in refunds if refund.state == OutgoingState.DONE]
    lines = LedgerLine.objects.filter(
        entry__about__in=about, entry__kind=EntryKind.REFUND, party__in=led,
        account__in=(Account.PAYEE, Account.RECEIVABLE),
    )  # fmt: skip
    sums = lines.values_list("entry__payment", "party").annotate(sum=Sum("amount_minor")).order_by()
    return {(payment, party): total for payment, party, total in sums}


def _view(payment: Payment, led: frozenset[UUID], sees_all: bool, backs: dict[tuple[UUID, UUID], int]) -> PaymentFacts:
    shares, attempts = list(payment.shares.all()), list(payment.attempts.all())
    own = [share for share in shares if share.payee_id in led]
    is_payer = payment.payer_id in led
    reads_all = sees_all or is_payer or len(own) == len(shares)
    refunds = [refund for attempt in attempts for refund in attempt.refunds.all()] if reads_all else []
    done = sum(refund.amount_minor for refund in refunds if refund.state == OutgoingState.DONE)
    return PaymentFacts(
        payment=payment,
        shares=own if not reads_all else shares if sees_all or not is_payer else shares_for_payer(payment, shares),
        reads_all=reads_all,
        sides=frozenset(name for name, is_one in (("payer", is_payer), ("payee", bool(own))) if is_one),
        led=frozenset(led & {payment.payer_id, *(share.payee_id for share in own)}),
        refunded_minor=done if reads_all else sum(backs.get((payment.pk, each.payee_id), 0) for each in own),
        refunds=refunds,
        running=next((attempt for attempt in attempts if attempt.state in RUNNING), None),
        is_outside=is_outside(attempts),
    )
