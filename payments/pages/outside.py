"""The part of a payment's page about paying outside the site, as one viewer may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import Party
from accounts.states import Approval
from payments.access import PaymentView
from payments.data.references import reference_of
from payments.forms.outside import DenyForm
from payments.models import Attempt, BankDetails, Denial, PayeeShare, Payment, Refund
from payments.pages.transfers import TransferSlip, transfer_slip
from payments.states import OUTSIDE_MEANS, PAYABLE, RUNNING, AttemptState, OutgoingState
from web.money import format_amount


@dataclass(frozen=True)
class GivingBack:
    """Money that is to come back outside the site."""

    refund: Refund
    amount: str


@dataclass(frozen=True)
class OutsideSection:
    """`payee` is None where several share the payment: then it cannot be paid like this. `slip` is for payers alone,
    while they may still pay. `marked` waits for the payee; `denial` says that it did not arrive, until it is paid or
    marked again; `paid` was confirmed. `giving_back` waits for the payer."""

    payment: Payment
    payee: Party | None
    is_payer: bool
    is_payee: bool
    amount: str
    reference: str = ""
    is_payable: bool = False
    slip: TransferSlip | None = None
    marked: Attempt | None = None
    denial: Denial | None = None
    paid: Attempt | None = None
    giving_back: Sequence[GivingBack] = ()
    deny_form: DenyForm = field(default_factory=DenyForm)

    @property
    def can_mark(self) -> bool:
        """Whether the viewer may say that it was paid."""
        return self.is_payer and self.is_payable and not self.marked

    @property
    def can_record(self) -> bool:
        """Whether the viewer may say that it has arrived although nobody has marked it."""
        return self.is_payee and self.is_payable and not self.marked


def outside_section(view: PaymentView, attempts: Sequence[Attempt]) -> OutsideSection | None:
    """What leaders of payer and payee, and staff, see of paying outside the site; None where there is nothing to say:
    the payment was paid by card, is over, or the viewer gets only a share of it. `attempts`: all of the payment."""
    payment, payee = view.payment, _only_payee(view)
    is_payable = payment.state in PAYABLE
    if payee is None:
        is_told = is_payable and view.is_payer and len(view.shares) > 1
        return _of_several(view) if is_told else None
    own = [attempt for attempt in attempts if attempt.means in OUTSIDE_MEANS]
    marked = next((attempt for attempt in own if attempt.state in RUNNING), None)
    paid = next((attempt for attempt in own if attempt.state == AttemptState.PAID), None)
    if not (marked or paid or is_payable):
        return None
    can_pay = is_payable and not marked
    return OutsideSection(
        payment=payment,
        payee=payee,
        is_payer=view.is_payer,
        is_payee=view.is_payee,
        amount=format_amount(payment.amount_minor, payment.currency_id),
        reference=reference_of(view.shares[0].pk),
        is_payable=is_payable,
        slip=_slip(payment, view.shares[0]) if view.is_payer and can_pay else None,
        marked=marked,
        denial=_last_denial(own) if can_pay else None,
        paid=paid,
        giving_back=_giving_back(payment, paid) if paid else (),
    )


def _only_payee(view: PaymentView) -> Party | None:
    """A payee among several sees its own share alone, which is less than the whole."""
    shares = view.shares
    is_whole = not view.is_split and len(shares) == 1 and shares[0].amount_minor == view.payment.amount_minor
    return shares[0].payee if is_whole else None


def _of_several(view: PaymentView) -> OutsideSection:
    amount = format_amount(view.payment.amount_minor, view.payment.currency_id)
    return OutsideSection(view.payment, None, view.is_payer, view.is_payee, amount)


def _slip(payment: Payment, share: PayeeShare) -> TransferSlip | None:
    """None for a payee that is suspended: nobody is led to pay it."""
    given = BankDetails.objects.filter(party=share.payee_id, replaced_at=None)
    details = given.exclude(party__approval=Approval.SUSPENDED).first()
    return transfer_slip(payment, share, details) if details else None


def _last_denial(attempts: Sequence[Attempt]) -> Denial | None:
    """Of the last mark, unless its payer took it back."""
    return Denial.objects.filter(attempt=attempts[-1]).first() if attempts else None


def _giving_back(payment: Payment, paid: Attempt) -> list[GivingBack]:
    waiting = Refund.objects.filter(attempt=paid, state=OutgoingState.BEGUN).order_by("begun_at", "id")
    return [GivingBack(refund, format_amount(refund.amount_minor, payment.currency_id)) for refund in waiting]
