"""The page of a payment, the way to the provider's page to pay on, and the way back."""

import logging
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from payments import provider
from payments.access import can_pay, get_payment_for
from payments.actions import Mismatch, look_again, pay_by_card
from payments.models import Payment
from payments.pages import PaymentPage, payment_page
from payments.words import subject_of
from web.security import page_policy
from web.streams import sign_topics
from web.users import SignedInRequest

METHODS = ["GET", "HEAD", "POST"]
logger = logging.getLogger(__name__)


@require_safe
@login_required
@never_cache  # going back shows what has become of it
@vary_on_headers("HX-Request")
def payment(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """A payment for the leaders of both sides: what it is for, how it stands, and how to pay it."""
    return answer(request, payment_page(request.user, payment_id))


@require_safe
@login_required
def payment_panel(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """What changes on the page, for live pages; without htmx, the page it stands on."""
    if not request.htmx:
        return redirect("payments:payment", payment_id)
    return answer(request, payment_page(request.user, payment_id))


@require_safe
@login_required
@never_cache
def payment_stream_token(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """A fresh token for the private stream of a payment, as plain text."""
    topic = get_payment_for(request.user, payment_id).topic
    return HttpResponse(sign_topics(request.user.pk, [topic]), content_type="text/plain")


@require_http_methods(METHODS)
@login_required
def payment_pay(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """Lead to the provider's page to pay on: one for all tabs and all payers. Who had to sign in on the way presses
    again."""
    if request.method != "POST":
        return redirect("payments:payment", payment_id)
    found = _get_to_pay(request, payment_id)
    try:
        url = pay_by_card(
            acting_user=request.user,
            payment_id=found.pk,
            name=_name_of(found),
            success_url=_address("payments:payment_returned", found),
            cancel_url=_address("payments:payment", found),
            language=get_language() or "en",
        )
    except (ValidationError, Mismatch, provider.ProviderDown, provider.ProviderRefused) as error:
        return _say_why_not(request, payment_id, error)
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)


@require_safe
@login_required
@never_cache
def payment_returned(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """Where the provider leads back to. It may know more than we do: the page looks there at once, by POST."""
    return answer(request, payment_page(request.user, payment_id, is_returning=True))


@require_http_methods(METHODS)
@login_required
@vary_on_headers("HX-Request")
def payment_check(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """Ask the provider how the payment stands. Where it does not answer, its own report is waited for."""
    if request.method != "POST":
        return redirect("payments:payment", payment_id)
    found = _get_to_pay(request, payment_id)
    try:
        look_again(payment_id=found.pk)
    except Mismatch as error:
        return _say_why_not(request, payment_id, error)
    except (provider.ProviderDown, provider.ProviderRefused):
        logger.warning("payment %s could not be looked up", payment_id, exc_info=True)
    if not request.htmx:
        return redirect("payments:payment", payment_id)
    return answer(request, payment_page(request.user, payment_id))


def _get_to_pay(request: SignedInRequest, payment_id: UUID) -> Payment:
    """Raises Http404 for strangers, PermissionDenied for others than the payer's leaders."""
    found = get_payment_for(request.user, payment_id)
    if not can_pay(request.user, found):
        raise PermissionDenied
    return found


def _name_of(payment: Payment) -> str:
    """What the provider's page and the receipt of the card say."""
    subject, purpose = subject_of(payment.pk), payment.get_purpose_display()
    return f"{purpose}: {subject.title}" if subject else purpose


def _address(name: str, payment: Payment) -> str:
    return settings.SITE_URL + reverse(name, args=[payment.pk])


def _say_why_not(request: SignedInRequest, payment_id: UUID, error: Exception) -> HttpResponse:
    """The page with what was in the way. Nothing has been charged."""
    status, says = HTTPStatus.CONFLICT, " ".join(getattr(error, "messages", ()))
    if isinstance(error, provider.ProviderDown):
        status = HTTPStatus.SERVICE_UNAVAILABLE
        says = _("The payment provider isn’t answering. Nothing was charged. Try again in a minute.")
    elif isinstance(error, provider.ProviderRefused):
        logger.warning("the provider refused payment %s: %s (%s)", payment_id, error, error.code)
        says = _("The payment provider declined this payment. Nothing was charged.")
    elif isinstance(error, Mismatch):
        logger.error("the provider says something else of a payment: %s", error)
        says = _("The payment provider’s answer doesn’t match this payment. Our team will look into it.")
    return answer(request, payment_page(request.user, payment_id), refusal=says, status=status)


def answer(request: SignedInRequest, page: PaymentPage, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page, or what changes on it for htmx, with what was refused on top."""
    template = "payments/_payment_panel.html" if request.htmx else "payments/payment.html"
    response = render(request, template, {"payment_page": page, "refusal": refusal}, status=status)
    if page.view.is_payer:
        response.headers["Content-Security-Policy"] = page_policy(form_targets=[provider.checkout_origin()])
    return response
