"""What a settlement leaves to be paid, beside the settlement itself."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from accounts.models import Party, User
from booking_payments.access import can_see_payments
from booking_payments.queries.standing import announced_by, payments_of, received_for
from booking_payments.rules.reckoning import Received, reckon
from bookings.models import Booking
from bookings.queries.money import parties_of
from engagements.states import Side, other_side
from payments.models import Payment
from payments.states import Purpose
from web.money import format_amount
from web.notices import Notice
from web.texts import isolated_words


def in_settlement(user: User, booking: Booking, result_minor: int) -> Sequence[Notice]:
    """What has been paid already and what the result leaves to be paid, where anything was paid. Registered with
    `bookings.hooks.in_settlement`."""
    if not booking.fee_currency_id or not can_see_payments(user, booking):
        return ()
    payments = payments_of(booking)
    received = [one for one in received_for(booking, payments) if one.credited_minor]
    if not received:
        return ()
    sentences = list(_sentences(booking, payments, received, result_minor))
    return [Notice("settlement", "booking_payments/_settlement.html", {"sentences": sentences})]


def _sentences(
    booking: Booking, payments: Sequence[Payment], received: Sequence[Received], result_minor: int
) -> Iterator[str]:
    parties, currency = parties_of(booking), booking.fee_currency_id or ""
    for side in Side:
        if paid := sum(one.credited_minor for one in received if one.payer == side):
            said = _("%(payer)s has already paid %(amount)s.")
            yield said % _words(parties, side, format_amount(paid, currency))
    reckoned = reckon(result_minor, received, announced_by(booking, payments), Purpose.BALANCE)
    by_payment = {one.payment: one.payer for one in received}
    for payment, amount in reckoned.refunds.items():
        said = _("%(payer)s gets %(amount)s back, to the card used.")
        yield said % _words(parties, by_payment[payment], format_amount(amount, currency))
    for debt in reckoned.debts:
        said = _("%(payer)s then pays %(amount)s to %(payee)s.")
        yield said % _words(parties, debt.payer, format_amount(debt.amount_minor, currency))
    if not reckoned.refunds and not reckoned.debts:
        yield _("Nothing left to pay.")


def _words(parties: Mapping[Side, Party], payer: Side, amount: str) -> dict[str, str]:
    return isolated_words({"payer": parties[payer].name, "payee": parties[other_side(payer)].name, "amount": amount})
