"""Offers of a booking as they go out."""

import datetime as dt
from typing import Literal, Self
from zoneinfo import ZoneInfo

from ninja import Schema

from api.shapes.basics import Id, Money, Tier
from api.shapes.deals import DealOut
from api.shapes.shows import ChangeOut, money
from bookings.access.offers import OfferView
from bookings.access.projections import fee_view


class OfferOut(Schema):
    """One version of the terms. `changes`: what it says other than the offer before, in words as on the pages."""

    number: int
    side: Literal["act", "host"]
    party: str
    is_standing: bool
    made_at: dt.datetime
    answer_by: dt.datetime | None
    message: str
    fee: Money | None
    deal: DealOut | None
    cancellation_tiers: list[Tier]
    call_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    released_at: dt.datetime
    lineup: list[Id] | None
    changes: list[ChangeOut]

    @classmethod
    def of(cls, view: OfferView, timezone: str) -> Self:
        """The offer, its times at the offset of where the show is."""
        offer, zone = view.offer, ZoneInfo(timezone)
        return cls(
            number=view.number,
            side=offer.side,  # type: ignore[arg-type]  # compared with the literal
            party=view.party.slug,
            is_standing=view.is_standing,
            made_at=offer.made_at,
            answer_by=offer.answer_by,
            message=offer.message,
            fee=money(fee_view(offer.fee_minor, offer.fee_currency_id)),
            deal=DealOut.of(offer.deal, offer.fee_minor),
            cancellation_tiers=offer.cancellation_tiers or [],
            call_at=offer.call_at.astimezone(zone),
            starts_at=offer.starts_at.astimezone(zone),
            ends_at=offer.ends_at.astimezone(zone),
            released_at=offer.released_at.astimezone(zone),
            lineup=offer.lineup,
            changes=[ChangeOut(field=each.field, before=each.before or "", after=each.words) for each in view.changes],
        )
