"""Deposits and balances: one deposit that is due, one that has not come and about which the band decides, and a night
whose settlement both have signed."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from bookings.actions import SpotDraft, accept_booking, create_show, invite_act
from bookings.actions.settlements import sign_settlement
from bookings.models import Booking
from engagements.deals import Deal, PaymentTerms
from engagements.states import DealKind, DueFrom, Side
from venues.models import Stage

LONG_AGO = dt.timedelta(days=20)
"""Longer than a deposit takes until it is due."""


def owe_deposits(world, stage: Stage, band, nights: Iterator[dt.date]) -> None:
    """Two nights of the first band at the first stage, each with a deposit."""
    before_the_night = PaymentTerms(deposit_minor=150_00, due_days=7, due_from=DueFrom.NIGHT)
    depends = PaymentTerms(deposit_bp=2500, is_condition=True)
    _book(world, stage, band, next(nights), before_the_night, "Harbour session", now())
    _book(world, stage, band, next(nights), depends, "Late summer ball", now() - LONG_AGO)


def _book(world, stage: Stage, band, night: dt.date, terms: PaymentTerms, title: str, at: dt.datetime) -> None:
    house = stage.venue.party
    starts_at = dt.datetime.combine(night, dt.time(20), tzinfo=ZoneInfo(house.timezone))
    show = create_show(
        acting_user=world.leaders[house], owner=house, stage=stage, title=title, starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=3), publish=True, spots=[SpotDraft()], at=at,
    )  # fmt: skip
    deal = Deal(DealKind.GUARANTEE, guarantee_minor=600_00, payment=terms)
    booking = invite_act(
        acting_user=world.leaders[house], spot=show.spots.get(), act=band, deal=deal, fee_currency="EUR", at=at
    )
    accept_booking(acting_user=world.leaders[band], booking=booking, despite_conflicts=True, at=at)


def sign_a_settlement(world, booking: Booking) -> None:
    """Both sides sign what the night came to: its balance is due."""
    for party, side in ((booking.spot.show.owner, Side.HOST), (booking.act, Side.ACT)):
        leader = world.leaders[party]
        sign_settlement(acting_user=leader, booking=booking, version=1, name=leader.display_name, side=side)
