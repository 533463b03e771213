"""The receipt of a payment as a file, for the website and for programs."""

from uuid import UUID

from django.http import Http404, HttpResponse

from accounts.models import Party, User
from payments.access import PaymentFacts, get_payment_for, payment_facts
from payments.pdf import receipt_pdf
from payments.queries.receipts import paid_by, receipt_of


def receipt_file(user: User, payment_id: UUID, slug: str = "") -> HttpResponse:
    """The payer's own as PDF, or a payee's of its share; staff get the payer's, or that of the party `slug`. Raises
    Http404 for strangers, and while nothing is paid."""
    payment = get_payment_for(user, payment_id)
    attempt = paid_by(payment)
    if attempt is None:
        raise Http404
    [view] = payment_facts(user, [payment])
    pdf = receipt_pdf(receipt_of(payment, attempt, view.shares, _party(view, slug)))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{attempt.ended_at:%Y-%m-%d}-{payment.pk}.pdf"'
    return response


def _party(view: PaymentFacts, slug: str) -> Party:
    """Whose receipt it is: a party that the viewer leads, the payer before payees, or any for staff. One whose receipt
    they may not read is passed over."""
    parties = [view.payment.payer, *(share.payee for share in view.shares)]
    readable = [party for party in parties if party.pk in view.led] if view.sides else parties
    return next((party for party in readable if party.slug == slug), readable[0])
