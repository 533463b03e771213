"""Payments of bookings in sentences."""

import datetime as dt
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party
from booking_payments.models import BookingPayment
from booking_payments.queries.preview import CallingOff
from booking_payments.queries.standing import paying_attempt
from booking_payments.rules.reckoning import Debt
from engagements.deals import terms_in
from engagements.states import Side, other_side
from payments.models import Payment
from payments.states import COUNTS, PAYABLE, OutgoingState, Purpose
from web.money import format_amount
from web.texts import isolated_words

OWED = {
    Purpose.CANCELLATION: gettext_lazy("%(payer)s then owes %(payee)s a cancellation fee of %(amount)s."),
    Purpose.REPAYMENT: gettext_lazy("%(payer)s repays %(amount)s to %(payee)s directly: it wasn’t paid by card."),
}


def otherwise(row: BookingPayment, at: dt.datetime) -> str:
    """What happens if a payment does not come in time, or now that it has not, for its payer; empty where nothing was
    agreed about that."""
    if row.payment.state not in PAYABLE:
        return ""
    if row.payment.purpose == Purpose.DEPOSIT and terms_in(row.booking.deal).is_condition:
        is_late = row.payment.due_at <= at
        said = (
            _("%(act)s can release the night.")
            if is_late
            else _("If it isn’t paid by then, %(act)s can release the night.")
        )
        return said % isolated_words({"act": row.booking.act.name})
    return ""


def given_back_words(payment: Payment) -> str:
    """How much of a payment goes back or went back to its payer; empty for nothing. Reads attempts and refunds."""
    attempt = paying_attempt(payment)
    refunds = [refund for refund in attempt.refunds.all() if refund.state in COUNTS] if attempt else []
    if not refunds:
        return ""
    is_done = all(refund.state == OutgoingState.DONE for refund in refunds)
    said = _("%(amount)s of it was refunded.") if is_done else _("%(amount)s of it goes back to the payer.")
    return said % {"amount": format_amount(sum(one.amount_minor for one in refunds), payment.currency_id)}


def calling_off_words(found: CallingOff, parties: Mapping[Side, Party]) -> list[str]:
    """What calling off does to payments, in sentences for both sides."""
    return list(_sentences(found, {side: party.name for side, party in parties.items()}))


def _sentences(found: CallingOff, names: Mapping[Side, str]) -> Iterator[str]:
    payer, payee = names[found.refunded_to], names[other_side(found.refunded_to)]
    if found.refunded_minor:
        said = _("%(payer)s gets %(amount)s back, to the card used.")
        yield said % _words(found, found.refunded_minor, payer=payer)
    if found.kept_minor > 0:
        yield _("%(payee)s keeps %(amount)s of what was paid.") % _words(found, found.kept_minor, payee=payee)
    if found.dropped_minor:
        yield _("The open %(amount)s no longer has to be paid.") % _words(found, found.dropped_minor)
    for debt in found.debts:
        yield _owed(found, debt, names)


def _owed(found: CallingOff, debt: Debt, names: Mapping[Side, str]) -> str:
    who = {"payer": names[debt.payer], "payee": names[other_side(debt.payer)]}
    return str(OWED[debt.purpose]) % _words(found, debt.amount_minor, **who)


def _words(found: CallingOff, amount_minor: int, **names: str) -> dict[str, str]:
    return isolated_words({**names, "amount": format_amount(amount_minor, found.currency)})
