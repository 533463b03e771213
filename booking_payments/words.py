"""Sentences that pages and e-mails share."""

from django.utils.translation import gettext as _

from booking_payments.models import BookingPayment
from engagements.deals import terms_in
from payments.states import PAYABLE, Purpose
from web.texts import isolated_words


def otherwise(row: BookingPayment) -> str:
    """What happens if a payment does not come in time, for its payer; empty where nothing was agreed about that."""
    if row.payment.state not in PAYABLE:
        return ""
    if row.payment.purpose == Purpose.DEPOSIT and terms_in(row.booking.deal).is_condition:
        said = _("If it has not come by then, %(act)s may release the night.")
        return said % isolated_words({"act": row.booking.act.name})
    return ""
