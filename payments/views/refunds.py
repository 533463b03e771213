"""Giving money back: by the payee, or by staff."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from idempotency.forms import once_per_token
from payments.access import can_refund, get_payment_for
from payments.actions.giving_back import goes_back_by_card, refund_payment, refundable_minor
from payments.forms.refunds import RefundForm
from payments.models import Payment
from payments.queries.subjects import subjects_by_payment
from web.context import find_url
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@once_per_token
def refund(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """Say how much goes back and why; then see what that means, and do it."""
    payment = get_payment_for(request.user, payment_id)
    if not can_refund(request.user, payment):
        raise PermissionDenied
    form = RefundForm(request.POST or None, payment=payment, left=refundable_minor(payment))
    if request.method != "POST":
        return _page(request, payment, form)
    if not form.is_valid():
        return _page(request, payment, form, status=422)
    if not form.cleaned_data["sure"]:
        return _preview(request, payment, form)
    try:
        refund_payment(acting_user=request.user, payment=payment, **form.said)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return _page(request, payment, form, status=422)
    is_card = goes_back_by_card(payment)
    said = _("The refund is on its way.") if is_card else _("We’ve told both sides. The payer will confirm.")
    messages.success(request, said)
    return redirect(find_url("payments:payment", payment.pk) or request.path)


def _page(request: SignedInRequest, payment: Payment, form: RefundForm, *, status: int = 200) -> HttpResponse:
    context = {
        "payment": payment,
        "form": form,
        "title": subjects_by_payment([payment.pk]).title(payment),
        "is_card": goes_back_by_card(payment),
    }
    return render(request, "payments/refund.html", context, status=status)


def _preview(request: SignedInRequest, payment: Payment, form: RefundForm) -> HttpResponse:
    amount = form.cleaned_data["amount"]
    context = {
        "payment": payment,
        "form": form,
        "title": subjects_by_payment([payment.pk]).title(payment),
        "is_card": goes_back_by_card(payment),
        "amount_minor": amount,
        "left_minor": form.left - amount,
    }
    return render(request, "payments/refund_sure.html", context)
