"""The part of a payment's page about paying past the site, as one viewer may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.access import can_lead
from accounts.models import Party, Viewer
from payments.data.references import reference_of
from payments.forms.outside import DenyForm
from payments.models import Attempt, BankDetails, Denial, PayeeShare, Payment, Refund
from payments.pages.transfers import TransferSlip, transfer_slip
from payments.states import OUTSIDE_MEANS, PAYABLE, RUNNING, AttemptState, OutgoingState
from web.money import format_amount


@dataclass(frozen=True)
class GivingBack:
    """Money that is to come back past the site."""

    refund: Refund
    amount: str


@dataclass(frozen=True)
class OutsideSection:
    """`payee` is None where several share the payment: then it can only be paid by card. `slip` is for payers alone,
    while they may still pay. `marked` waits for the payee; `denial` says that it did not arrive, until it is paid or
    marked again; `paid` was confirmed. `giving_back` waits for the payer."""

    payment: Payment
    payee: Party | None
    is_payer: bool
    is_payee: bool
    amount: str
    reference: str
    is_payable: bool
    slip: TransferSlip | None
    marked: Attempt | None
    denial: Denial | None
    paid: Attempt | None
    giving_back: Sequence[GivingBack]
    deny_form: DenyForm

    @property
    def can_mark(self) -> bool:
        """Whether the viewer may say that it was paid."""
        return self.is_payer and self.is_payable and not self.marked

    @property
    def can_record(self) -> bool:
        """Whether the viewer may say that it has arrived although nobody has marked it."""
        return self.is_payee and self.is_payable and not self.marked


def outside_section(user: Viewer, payment: Payment) -> OutsideSection | None:
    """What leaders of payer and payee, and staff, see of paying past the site; None where there is nothing to say:
    the payment was paid by card, is over, or the viewer gets only a share of it."""
    shares = list(payment.shares.select_related("payee"))
    payee = shares[0].payee if len(shares) == 1 else None
    is_payer, is_payee = can_lead(user, payment.payer), payee is not None and can_lead(user, payee)
    attempts = list(payment.attempts.filter(means__in=OUTSIDE_MEANS).select_related("begun_by", "denial"))
    marked = next((attempt for attempt in attempts if attempt.state in RUNNING), None)
    paid = next((attempt for attempt in attempts if attempt.state == AttemptState.PAID), None)
    is_payable = payment.state in PAYABLE and payee is not None
    if not (marked or paid or payment.state in PAYABLE) or (payee is None and not is_payer):
        return None
    return OutsideSection(
        payment=payment,
        payee=payee,
        is_payer=is_payer,
        is_payee=is_payee,
        amount=format_amount(payment.amount_minor, payment.currency_id),
        reference=reference_of(shares[0].pk),
        is_payable=is_payable,
        slip=_slip(payment, shares[0]) if is_payer and is_payable and not marked else None,
        marked=marked,
        denial=None if marked or not is_payable else _last_denial(attempts),
        paid=paid,
        giving_back=_giving_back(payment, attempts),
        deny_form=DenyForm(),
    )


def _slip(payment: Payment, share: PayeeShare) -> TransferSlip | None:
    details = BankDetails.objects.filter(party=share.payee_id, replaced_at=None).first()
    return transfer_slip(payment, share, details) if details else None


def _last_denial(attempts: Sequence[Attempt]) -> Denial | None:
    """Of the last mark, unless its payer took it back."""
    return getattr(attempts[-1], "denial", None) if attempts else None


def _giving_back(payment: Payment, attempts: Sequence[Attempt]) -> list[GivingBack]:
    paid = [attempt.pk for attempt in attempts if attempt.state == AttemptState.PAID]
    if not paid:
        return []
    waiting = Refund.objects.filter(attempt__in=paid, state=OutgoingState.BEGUN).order_by("begun_at", "id")
    return [GivingBack(refund, format_amount(refund.amount_minor, payment.currency_id)) for refund in waiting]
