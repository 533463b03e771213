"""Receipts of payments, for whoever paid and for whoever received."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Party
from payments.access import PaymentFacts, get_payment_for, payment_facts
from payments.pdf import receipt_pdf
from payments.queries.receipts import paid_by, receipt_of
from web.users import SignedInRequest


@require_safe
@never_cache
@login_required
def receipt(request: SignedInRequest, payment_id: UUID) -> HttpResponse:
    """The receipt as PDF: the payer's own, a payee's of its share; staff get the payer's, or that of `?party=slug`."""
    payment = get_payment_for(request.user, payment_id)
    attempt = paid_by(payment)
    if attempt is None:
        raise Http404
    [view] = payment_facts(request.user, [payment])
    party = _party(view, request.GET.get("party", ""))
    pdf = receipt_pdf(receipt_of(payment, attempt, view.shares, party))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{attempt.ended_at:%Y-%m-%d}-{payment.pk}.pdf"'
    return response


def _party(view: PaymentFacts, slug: str) -> Party:
    """Whose receipt it is: a party that the viewer leads, the payer before payees, or any for staff. One whose receipt
    they may not read is passed over."""
    parties = [view.payment.payer, *(share.payee for share in view.shares)]
    readable = [party for party in parties if party.pk in view.led] if view.sides else parties
    return next((party for party in readable if party.slug == slug), readable[0])
