"""What waits on Today: payments to make or to confirm, and deposits about which an act decides."""

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking_payments.models import BookingPayment
from booking_payments.words.payments import otherwise
from bookings.pages.errands import Errand
from payments.states import Purpose
from payments.words.outside import payment_path
from web.dates import say_moment
from web.money import format_amount
from web.texts import isolated_words

if TYPE_CHECKING:
    from booking_payments.queries.errands import Waiting

TITLES = {
    Purpose.DEPOSIT: gettext_lazy("Deposit: %(amount)s"),
    Purpose.BALANCE: gettext_lazy("Balance: %(amount)s"),
    Purpose.CANCELLATION: gettext_lazy("Cancellation fee: %(amount)s"),
    Purpose.REPAYMENT: gettext_lazy("Repayment: %(amount)s"),
}


def payment_errand(row: "Waiting", at: dt.datetime) -> Errand:
    """A payment that one of the reader's parties is to make, or to confirm because its payer says that it is paid. The
    row comes from `payments_waiting_for`."""
    payment, show = row.payment, row.booking.spot.show
    if row.is_announced:
        return _arrival_errand(row)
    due = {"due": say_moment(payment.due_at, show.timezone)}
    said = _("Overdue since %(due)s.") if payment.due_at <= at else _("Due by %(due)s.")
    title = str(TITLES[Purpose(payment.purpose)]) % {"amount": format_amount(payment.amount_minor, payment.currency_id)}
    note = " ".join(filter(None, [said % due, otherwise(row, at)]))
    return Errand(row.booking, title, _("Pay"), payment_path(payment), note, payment.due_at)


def _arrival_errand(row: "Waiting") -> Errand:
    payment = row.payment
    amount = {"amount": format_amount(payment.amount_minor, payment.currency_id)}
    note = _("%(payer)s says they’ve paid, by bank transfer or in cash.") % isolated_words(
        {"payer": payment.payer.name}
    )
    return Errand(row.booking, _("Has it arrived? %(amount)s") % amount, _("Answer"), payment_path(payment), note)


def decision_errand(row: BookingPayment) -> Errand:
    """A deposit that has not come."""
    payment, show = row.payment, row.booking.spot.show
    words = {"due": say_moment(payment.due_at, show.timezone), "host": show.owner.name}
    note = _("%(host)s should have paid by %(due)s. Wait longer, or release the night.") % isolated_words(words)
    amount = {"amount": format_amount(payment.amount_minor, payment.currency_id)}
    title = _("Deposit missing: %(amount)s") % amount
    path = reverse("bookings:booking", args=[row.booking.pk])
    return Errand(row.booking, title, _("Sort it out"), path + "#payments", note, payment.due_at)
