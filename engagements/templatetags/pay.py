"""What an engagement is worth, in a line of a list."""

from typing import Any, Protocol

from django import template

from engagements.deals import Deal, deal_words
from web.money import format_amount

register = template.Library()


class Paid(Protocol):
    """Whatever has a deal: a booking, an offer."""

    fee_minor: int | None
    fee_currency_id: str | None
    deal: dict[str, Any] | None


@register.filter
def pay(booking: Paid) -> str:
    """A plain fee as its amount, any other deal in a sentence; empty where nothing was said."""
    if booking.fee_minor is None or booking.fee_currency_id is None:
        return ""
    if booking.deal and (deal := Deal.of(booking.deal)) != Deal.flat(booking.fee_minor):
        return deal_words(deal, booking.fee_currency_id)
    return format_amount(booking.fee_minor, booking.fee_currency_id)
