"""The offers of a booking, side by side, for the leaders of its two sides and staff alone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Party, User, Viewer
from bookings.access.loaders import is_staff
from bookings.access.projections import BookingView
from bookings.models import Booking, Offer
from engagements.deals import deal_of, deal_words
from engagements.deals.tiers import tier_words
from engagements.states import Side
from web.dates import say_moment, say_time


@dataclass(frozen=True)
class OfferLine:
    """One term in words; `is_changed`: it is not what the offer before said."""

    field: str
    label: str
    words: str
    is_changed: bool


@dataclass(frozen=True)
class OfferView:
    """One version of the terms. `is_standing`: the one that counts; `is_mine`: the viewer's side made it."""

    number: int
    side: Side
    party: Party
    made_at: dt.datetime
    answer_by: dt.datetime | None
    message: str
    lines: tuple[OfferLine, ...]
    is_standing: bool
    is_mine: bool
    names_lineup: bool
    call_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def fee_words(self) -> str:
        return next(line.words for line in self.lines if line.field == "fee")


def offer_views(user: Viewer, booking: Booking, view: BookingView) -> tuple[OfferView, ...]:
    """All versions, oldest first; none for who only plays. Assumes `view` is that viewer's. At most two queries."""
    if not (view.side or is_staff(user)):
        return ()
    offers = list(booking.offers.all())
    names = _names(offers)
    found: list[OfferView] = []
    before: dict[str, str] | None = None
    for offer in offers:
        words = dict(_words(offer, booking, names))
        found.append(_view(offer, booking, view, words, before))
        before = words
    return tuple(found)


def _view(
    offer: Offer, booking: Booking, view: BookingView, words: dict[str, str], before: dict[str, str] | None
) -> OfferView:
    labels = {
        "fee": _("Fee"),
        "call": _("Call"),
        "set": _("Set"),
        "lineup": _("Line-up"),
        "cancellation": _("Cancellation"),
    }
    return OfferView(
        number=offer.number,
        side=Side(offer.side),
        party=view.act if offer.side == Side.ACT else view.host,
        made_at=offer.made_at,
        answer_by=offer.answer_by,
        message=offer.message,
        lines=tuple(
            OfferLine(field, labels[field], said, before is not None and before[field] != said)
            for field, said in words.items()
        ),
        is_standing=offer.number == booking.offer_number,
        is_mine=offer.side == view.side,
        names_lineup=offer.lineup is not None,
        call_at=offer.call_at,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
    )


def _words(offer: Offer, booking: Booking, names: dict[str, str]) -> Iterable[tuple[str, str]]:
    zone = booking.spot.show.timezone
    deal = deal_of(offer.deal, offer.fee_minor)
    yield "fee", deal_words(deal, offer.fee_currency_id or "") if deal else _("to be agreed")
    yield "call", say_moment(offer.call_at, zone)
    yield "set", f"{say_time(offer.starts_at, zone)} – {say_time(offer.ends_at, zone)}"
    yield "lineup", _lineup(offer, names)
    yield "cancellation", "; ".join(tier_words(offer.cancellation_tiers or [])) or _("nothing agreed")


def _lineup(offer: Offer, names: dict[str, str]) -> str:
    if offer.lineup is None:
        return _("as the act says")
    named = sorted(names.get(str(user_id), _("somebody")) for user_id in offer.lineup)
    return ", ".join(named) or _("only the act itself")


def _names(offers: Iterable[Offer]) -> dict[str, str]:
    ids = {user_id for offer in offers for user_id in offer.lineup or ()}
    return {str(user.pk): user.display_name for user in User.objects.filter(pk__in=ids)} if ids else {}
