"""What a booking is worth, in a line of a list."""

from django import template

from bookings.deals import Deal, deal_words
from bookings.models import Booking
from web.money import format_amount

register = template.Library()


@register.filter
def pay(booking: Booking) -> str:
    """A plain fee as its amount, any other deal in a sentence; empty where nothing was said."""
    if booking.fee_minor is None or booking.fee_currency_id is None:
        return ""
    if booking.deal and (deal := Deal.of(booking.deal)) != Deal.flat(booking.fee_minor):
        return deal_words(deal, booking.fee_currency_id)
    return format_amount(booking.fee_minor, booking.fee_currency_id)
