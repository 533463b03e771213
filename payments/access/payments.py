"""Payments as one viewer may know them.

Leaders of the payer see all of a payment, and so do staff. Leaders of a payee see their own share: nothing tells them
what other payees get.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.http import Http404

from accounts.models import Membership, Viewer
from accounts.states import LEADING_ROLES
from payments.models import Attempt, LedgerLine, PayeeShare, Payment, Refund
from payments.states import RUNNING, Account, EntryKind, OutgoingState, RefundReason
from web.rows import find_row

GIVEN_BACK = (RefundReason.PAID_TWICE, RefundReason.TOO_LATE)
"""Refunds of money that never counted: they say nothing of the payment."""


@dataclass(frozen=True)
class PaymentView:
    """A payment for one viewer. `shares` are those that they may read; amounts in minor units, of these shares alone.

    `sides`: "payer" and "payee", as the viewer leads them; none for staff. `led`: the parties of them that the viewer
    leads. `refunded_minor` of it went back.
    """

    payment: Payment
    shares: Sequence[PayeeShare]
    reads_all: bool
    sides: frozenset[str]
    led: frozenset[UUID]
    refunded_minor: int
    refunds: Sequence[Refund]
    running: Attempt | None

    @property
    def amount_minor(self) -> int:
        return self.payment.amount_minor if self.reads_all else sum(share.amount_minor for share in self.shares)

    @property
    def fee_minor(self) -> int:
        return sum(share.fee_minor for share in self.shares)

    @property
    def currency(self) -> str:
        return self.payment.currency_id


def is_staff(user: Viewer) -> bool:
    """Whether the user sees every payment of the site."""
    return bool(user.is_authenticated and user.is_staff)


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
    led = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES).values("party")
    got = Q(Exists(PayeeShare.objects.filter(payment=OuterRef("pk"), payee__in=led)))
    paid = Q(payer__in=led)
    return Payment.objects.filter({"payer": paid, "payee": got}.get(role, paid | got))


def get_payment_for(user: Viewer, payment_id: UUID) -> Payment:
    """A payment whose payer or one of whose payees the user leads; any for staff. It comes with its payer. Raises
    Http404."""
    payment = find_row(Payment.objects.filter(pk=payment_id).select_related("payer"))
    if payment is None or not (is_staff(user) or _led(user, payment)):
        raise Http404
    return payment


def shares_for(user: Viewer, payment: Payment) -> list[PayeeShare]:
    """The shares of a payment that the user may read, with their payees: all for its payer and staff, a payee its
    own."""
    shares = list(payment.shares.select_related("payee"))
    led = led_parties(user, [payment.payer_id, *(share.payee_id for share in shares)])
    return shares if is_staff(user) or payment.payer_id in led else [s for s in shares if s.payee_id in led]


def can_pay(user: Viewer, payment: Payment) -> bool:
    """Whether the user may pay it: leaders of its payer."""
    return payment.payer_id in led_parties(user, [payment.payer_id])


def can_refund(user: Viewer, payment: Payment) -> bool:
    """Whether the user may give money of it back: staff, and leaders of its payee where it has one alone."""
    if is_staff(user):
        return True
    payees = list(payment.shares.values_list("payee", flat=True)[:2])
    return len(payees) == 1 and bool(led_parties(user, payees))


def payment_view(user: Viewer, payment: Payment) -> PaymentView:
    """What a user whom `get_payment_for` let in may know of a payment."""
    return payment_views(user, [payment])[0]


def payment_views(user: Viewer, payments: Iterable[Payment]) -> list[PaymentView]:
    """The same for several payments, in their order. A fixed number of queries."""
    ids = [payment.pk for payment in payments]
    found = {payment.pk: payment for payment in _with_all(ids)}
    parties = {payment.payer_id for payment in found.values()}
    parties |= {share.payee_id for payment in found.values() for share in payment.shares.all()}
    led, sees_all = led_parties(user, parties), is_staff(user)
    backs = _given_back_by(found, led)
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


def _given_back_by(found: Collection[UUID], led: Collection[UUID]) -> dict[tuple[UUID, UUID], int]:
    """What each of these payees has given back of each payment, net of the fee."""
    lines = LedgerLine.objects.filter(
        entry__payment__in=found, entry__kind=EntryKind.REFUND, party__in=led,
        account__in=(Account.PAYEE, Account.RECEIVABLE),
    )  # fmt: skip
    sums = lines.values_list("entry__payment", "party").annotate(sum=Sum("amount_minor")).order_by()
    return {(payment, party): total for payment, party, total in sums}


def _view(payment: Payment, led: frozenset[UUID], sees_all: bool, backs: dict[tuple[UUID, UUID], int]) -> PaymentView:
    shares, attempts = list(payment.shares.all()), list(payment.attempts.all())
    own = [share for share in shares if share.payee_id in led]
    is_payer = payment.payer_id in led
    reads_all = sees_all or is_payer or len(own) == len(shares)
    refunds = [refund for attempt in attempts for refund in attempt.refunds.all()] if reads_all else []
    done = sum(refund.amount_minor for refund in refunds if refund.state == OutgoingState.DONE)
    return PaymentView(
        payment=payment,
        shares=shares if reads_all else own,
        reads_all=reads_all,
        sides=frozenset(name for name, is_one in (("payer", is_payer), ("payee", bool(own))) if is_one),
        led=frozenset(led & {payment.payer_id, *(share.payee_id for share in own)}),
        refunded_minor=done if reads_all else sum(backs.get((payment.pk, each.payee_id), 0) for each in own),
        refunds=refunds,
        running=next((attempt for attempt in attempts if attempt.state in RUNNING), None),
    )


def _led(user: Viewer, payment: Payment) -> frozenset[UUID]:
    return led_parties(user, [payment.payer_id, *payment.shares.values_list("payee", flat=True)])
