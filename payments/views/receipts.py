"""Receipts of payments, for whoever paid and for whoever received."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payments.pages.receipts import receipt_file
from web.users import SignedInRequest


@require_safe
@never_cache
@login_required
def receipt(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """The receipt as PDF: one's own; staff may say of which party (`?party=slug`)."""
    return receipt_file(request.user, payment_id, request.GET.get("party", ""))
