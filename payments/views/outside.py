"""Paying outside the site: the payer marks, the payee confirms or denies."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.acting import ActionForm
from payments import provider
from payments.access import get_payment_for, require_payee, require_payer
from payments.actions import outside as actions
from payments.forms import AttemptForm, DenyForm, MeansForm
from payments.models import Attempt, Payment, Refund
from payments.pages import payment_page
from payments.views.payments import answer
from payments.words.outside import payment_path
from web.users import SignedInRequest


@require_POST
@login_required
def outside_mark(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """The payer has paid."""
    payment = get_payment_for(request.user, payment_id)
    require_payer(request.user, payment)
    done = _("Marked as paid. We’ll tell you when the payee confirms.")
    return _act(request, payment, MeansForm(request.POST), actions.mark_paid_outside, done, payment_id=payment.pk)


@require_POST
@login_required
def outside_record(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """The payee has the money, whatever the payer says."""
    payment = get_payment_for(request.user, payment_id)
    require_payee(request.user, payment)
    done = _("Thank you. It’s paid.")
    return _act(request, payment, MeansForm(request.POST), actions.record_paid_outside, done, payment_id=payment.pk)


@require_POST
@login_required
def outside_take_back(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """The payer has not paid after all."""
    payment = get_payment_for(request.user, payment_id)
    require_payer(request.user, payment)
    return _act_on_attempt(request, payment, AttemptForm, actions.take_back_mark, _("Undone. It’s still due."))


@require_POST
@login_required
def outside_confirm(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """The money has arrived."""
    payment = get_payment_for(request.user, payment_id)
    require_payee(request.user, payment)
    return _act_on_attempt(request, payment, AttemptForm, actions.confirm_outside, _("Thank you. It’s paid."))


@require_POST
@login_required
def outside_deny(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """The money has not arrived."""
    payment = get_payment_for(request.user, payment_id)
    require_payee(request.user, payment)
    return _act_on_attempt(request, payment, DenyForm, actions.deny_outside, _("We’ve told the payer. It’s still due."))


@require_POST
@login_required
def outside_refund_confirm(request: SignedInRequest, payment_id: UUID, refund_id: UUID) -> HttpResponse:
    """Money has come back to the payer."""
    payment = get_payment_for(request.user, payment_id)
    require_payer(request.user, payment)
    refund = get_object_or_404(Refund, pk=refund_id, attempt__payment=payment)
    actions.confirm_given_back(acting_user=request.user, refund_id=refund.pk)
    messages.success(request, _("Thank you. We’ve told the payee."))
    return redirect(payment_path(payment))


def _act_on_attempt(
    request: SignedInRequest, payment: Payment, kind: type[AttemptForm], action: Callable[..., Any], done: str
) -> HttpResponse:
    form = kind(request.POST)
    if not form.is_valid():
        return _say_why_not(request, payment, form)
    attempt_id = form.cleaned_data.pop("attempt")
    if not Attempt.objects.filter(pk=attempt_id, payment=payment).exists():
        raise Http404
    return _act(request, payment, form, action, done, attempt_id=attempt_id)


def _act(
    request: SignedInRequest, payment: Payment, form: ActionForm, action: Callable[..., Any], done: str, **about: UUID
) -> HttpResponse:
    """Carry out the action with what the form says, or show what was refused above the payment as it is now."""
    if form.is_valid():
        try:
            if form.act(action, acting_user=request.user, **about, **form.cleaned_data):
                messages.success(request, done)
                return redirect(payment_path(payment))
        except provider.ProviderDown:
            form.add_error(
                None,
                _(
                    "A card payment is still open, and the payment provider isn’t answering. Try again in a few "
                    "minutes."
                ),
            )
    return _say_why_not(request, payment, form)


def _say_why_not(request: SignedInRequest, payment: Payment, form: ActionForm) -> HttpResponse:
    """The page of the payment with what was in the way."""
    says = " ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences)
    return answer(request, payment_page(request.user, payment.pk), refusal=says, status=422)
