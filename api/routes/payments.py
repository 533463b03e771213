"""Payments of the parties that one leads: read, paid by card, given back."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Query, Router

from accounts.access import get_led_party_for
from accounts.models import Party
from api.protocol.answering import Made, fresh, once, once_outside, private
from api.protocol.auth import somebody
from api.protocol.declared import PDF, answers
from api.protocol.paging import page_of
from api.shapes.basics import DEFAULT_LIMIT, Cursor, Limit, Money, Page, Problem
from api.shapes.payments import BalanceOut, CheckoutIn, CheckoutOut, InvoiceOut, MarkPaidIn, PaymentOut, RefundIn
from engagements.errors import WrongState
from payments import provider
from payments.access import can_pay, get_payment_for, payment_facts, payments_of, require_payee, require_payer
from payments.actions import pay_by_card
from payments.actions.giving_back import refund_payment
from payments.actions.outside import confirm_outside, mark_paid_outside
from payments.errors import NoCards, ProviderAway
from payments.models import Payment
from payments.pages.receipts import receipt_file
from payments.queries import balances
from payments.queries.marked import marked_attempt
from payments.queries.receipts import payments_with_receipt
from payments.queries.subjects import subjects_by_payment
from payments.states import Account, Means, PaymentState
from web.users import SignedInRequest

router = Router(tags=["payments"], auth=somebody)


@router.get("/me/payments", response=answers(Page[PaymentOut]))
@fresh
def payment_list(
    request: SignedInRequest,
    state: list[PaymentState] = Query([]),
    role: Literal["payer", "payee"] | None = None,
    cursor: Cursor | None = None,
    limit: Limit = DEFAULT_LIMIT,
):
    """What the parties that you lead pay (`role=payer`) and get (`role=payee`), what is due last first."""
    payments = payments_of(request.user, role=role or "")
    if state:
        payments = payments.filter(state__in=state)
    shown, following = page_of(payments, by="due_at", cursor=cursor, limit=limit, is_descending=True)
    return Page[PaymentOut](items=_told(request, shown), next=following)


@router.get("/payments/{uuid:payment_id}", response=answers(PaymentOut))
@fresh
def payment_show(request: SignedInRequest, payment_id: uuid.UUID):
    """A payment, for the leaders of its payer and of its payees."""
    return _told(request, [get_payment_for(request.user, payment_id)])[0]


@router.post("/payments/{uuid:payment_id}/checkout", response=answers(CheckoutOut, s503=Problem))
@once_outside
def payment_checkout(request: SignedInRequest, payment_id: uuid.UUID, payload: CheckoutIn):
    """The page on which the payer pays by card; the same one while it is open."""
    payment = get_payment_for(request.user, payment_id)
    if not can_pay(request.user, payment):
        raise PermissionDenied
    return CheckoutOut(url=_page_to_pay_on(request, payment, payload))


@router.post("/payments/{uuid:payment_id}/refunds", response=answers(PaymentOut, status=201))
@once
def payment_refund(request: SignedInRequest, payment_id: uuid.UUID, payload: RefundIn):
    """Give money back: by the payee, if there is one alone, or by staff. It is carried out within a minute."""
    payment = get_payment_for(request.user, payment_id)
    if payload.amount and payload.amount.currency != payment.currency_id:
        raise ValidationError({"amount": [_("The payment has another currency.")]})
    refund_payment(
        acting_user=request.user,
        payment=payment,
        amount_minor=payload.amount.amount_minor if payload.amount else None,
        text=payload.reason,
        version=payload.version,
    )
    return Made(_told(request, [payment])[0])


@router.post("/payments/{uuid:payment_id}/mark-paid", response=answers(PaymentOut, s503=Problem))
@once_outside
def payment_mark_paid(request: SignedInRequest, payment_id: uuid.UUID, payload: MarkPaidIn):
    """Say that you have paid outside the site. It counts once the payee has confirmed it. Marking it again changes
    nothing."""
    payment = get_payment_for(request.user, payment_id)
    require_payer(request.user, payment)
    with _refusals(payment):
        mark_paid_outside(
            acting_user=request.user,
            payment_id=payment.pk,
            means=Means(payload.means),
            version=payment.version if payload.version is None else payload.version,
        )
    return _told(request, [payment])[0]


@router.post("/payments/{uuid:payment_id}/confirm-paid", response=answers(PaymentOut))
@once
def payment_confirm_paid(request: SignedInRequest, payment_id: uuid.UUID):
    """Confirm that the money has arrived which the payer has marked as paid; for the payee alone."""
    payment = get_payment_for(request.user, payment_id)
    require_payee(request.user, payment)
    attempt = marked_attempt(payment)
    if attempt is None:
        raise WrongState(payment.state, _("This is not marked as paid."))
    with _refusals(payment):
        confirm_outside(acting_user=request.user, attempt_id=attempt.pk)
    return _told(request, [payment])[0]


@router.get("/payments/{uuid:payment_id}/receipt", response=answers(None), openapi_extra=PDF)
def payment_receipt(request: SignedInRequest, payment_id: uuid.UUID, party: str = ""):
    """The receipt as PDF: the payer's, or a payee's of its own share; `party` says whose, for who leads both. 404 while
    nothing is paid."""
    return private(receipt_file(request.user, payment_id, party))


@router.get("/parties/{slug}/invoices", response=answers(Page[InvoiceOut]))
@fresh
def invoice_list(request: SignedInRequest, slug: str, cursor: Cursor | None = None, limit: Limit = DEFAULT_LIMIT):
    """What a party that you lead has paid and was paid, what was due last first: a receipt for each. They are no
    invoices in the sense of the tax office."""
    party = get_led_party_for(request.user, slug)
    payments = payments_with_receipt(party)
    shown, following = page_of(payments, by="due_at", cursor=cursor, limit=limit, is_descending=True)
    return Page[InvoiceOut](items=[_invoice(request, party, each) for each in _told(request, shown)], next=following)


def _invoice(request: HttpRequest, party: Party, payment: PaymentOut) -> InvoiceOut:
    path = reverse("api:payment_receipt", args=[payment.id], query={"party": party.slug})
    return InvoiceOut(payment=payment, pdf_url=request.build_absolute_uri(path))


@router.get("/parties/{slug}/balance", response=answers(Page[BalanceOut]))
@fresh
def party_balance(request: HttpRequest, slug: str):
    """What the site holds for a party that you lead, and what the party owes the site, by currency."""
    party = get_led_party_for(request.user, slug)
    sums = balances(party, livemode=provider.is_live())
    currencies = sorted({currency for account, currency in sums if account != Account.OUTSIDE})
    return Page[BalanceOut](items=[_balance(sums, currency) for currency in currencies])


def _balance(sums: dict[tuple[Account, str], int], currency: str) -> BalanceOut:
    held, owed = -sums.get((Account.PAYEE, currency), 0), sums.get((Account.RECEIVABLE, currency), 0)
    return BalanceOut(
        held=Money(amount_minor=max(held, 0), currency=currency),
        owed=Money(amount_minor=max(owed, 0), currency=currency),
    )


def _page_to_pay_on(request: SignedInRequest, payment: Payment, payload: CheckoutIn) -> str:
    """Raises WrongState, NoCards and ProviderAway."""
    if not provider.is_connected():
        raise NoCards(_("This site takes no cards."))
    with _refusals(payment):
        return pay_by_card(
            acting_user=request.user,
            payment_id=payment.pk,
            name=subjects_by_payment([payment.pk]).title(payment),
            success_url=str(payload.success_url),
            cancel_url=str(payload.cancel_url),
            language=get_language() or "en",
        )


@contextmanager
def _refusals(payment: Payment) -> Iterator[None]:
    """Why a payment cannot be paid (marked, confirmed) now, as the API says it: what an action finds wrong with the
    whole of it is its state. Raises WrongState, NoCards and ProviderAway."""
    try:
        yield
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            raise
        state = Payment.objects.values_list("state", flat=True).get(pk=payment.pk)
        raise WrongState(state, " ".join(error.messages)) from error
    except provider.ProviderDown as error:
        raise ProviderAway from error
    except provider.ProviderRefused as error:
        raise NoCards(str(error)) from error


def _told(request: HttpRequest, payments: Iterable[Payment]) -> list[PaymentOut]:
    views = payment_facts(request.user, payments)
    subjects = subjects_by_payment([view.payment.pk for view in views])
    return [PaymentOut.of(view, subjects.title(view.payment)) for view in views]
