"""A booking that has been played, with a deal, and one that is still to come."""

import datetime as dt

from django.utils.timezone import now

from bookings.actions import accept_booking, apply_to_spot
from bookings.models import Booking
from engagements.deals import Deal
from engagements.states import DealKind
from tests.bookings.scenes import HOUR, Act, House, an_open_show
from tests.factories import FAR_SATURDAY

DOOR = Deal(DealKind.VERSUS, guarantee_minor=300_00, percent_bp=70_00, costs_first=True)


def a_booking(house: House, act: Act, *, starts_at: dt.datetime, deal: Deal | None = DOOR, currency="EUR") -> Booking:
    """Confirmed three days before its start, on the terms of this deal."""
    at = starts_at - dt.timedelta(days=3)
    show = an_open_show(house, starts_at=starts_at, at=at)
    spot = show.spots.get()
    booking = apply_to_spot(acting_user=act.leader, spot=spot, act=act.party, at=at)
    if deal:
        Booking.objects.filter(pk=booking.pk).update(
            deal=deal.to_json(), fee_minor=deal.fee_minor, fee_currency=currency
        )
    accept_booking(acting_user=house.manager, booking=booking, at=at)
    return Booking.objects.with_show().get(pk=booking.pk)


def a_played_booking(house: House, act: Act, **values) -> Booking:
    """The set was over some hours ago."""
    return a_booking(house, act, starts_at=now() - 12 * HOUR, **values)


def a_coming_booking(house: House, act: Act, **values) -> Booking:
    return a_booking(house, act, starts_at=FAR_SATURDAY, **values)
