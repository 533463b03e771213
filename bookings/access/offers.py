"""The offers of a booking, side by side, for the leaders of its two sides and staff alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from itertools import chain
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party, User, Viewer
from bookings.access.loaders import is_staff
from bookings.access.projections import BookingView
from bookings.models import Booking, Offer
from engagements.deals import balance_words, deal_of, deal_words, deposit_points
from engagements.deals.tiers import tier_words
from engagements.states import Side
from web.dates import say_moment, say_span
from web.texts import isolated


@dataclass(frozen=True)
class OfferLine:
    """One term in words; `before`: what the offer before said instead, None where it said the same."""

    field: str
    label: str
    words: str
    before: str | None = None

    @property
    def is_changed(self) -> bool:
        return self.before is not None


@dataclass(frozen=True)
class OfferView:
    """One version of the terms. `is_standing`: the one that counts."""

    offer: Offer
    party: Party
    lines: tuple[OfferLine, ...]
    is_standing: bool

    @property
    def number(self) -> int:
        return self.offer.number

    @property
    def names_lineup(self) -> bool:
        return self.offer.lineup is not None

    @property
    def changes(self) -> list[OfferLine]:
        """What it proposes other than the offer before."""
        return [line for line in self.lines if line.is_changed]

    @property
    def fee_words(self) -> str:
        """The whole deal, with what is paid when."""
        deal = deal_of(self.offer.deal, self.offer.fee_minor)
        return deal_words(deal, self.offer.fee_currency_id or "") if deal else _("to be agreed")


LABELS = {
    "fee": gettext_lazy("Fee"),
    "deposit": gettext_lazy("Deposit"),
    "balance": gettext_lazy("Balance"),
    "call": gettext_lazy("Call"),
    "set": gettext_lazy("Set"),
    "released": gettext_lazy("Released"),
    "lineup": gettext_lazy("Line-up"),
    "cancellation": gettext_lazy("Cancellation"),
}


def offer_views(user: Viewer, booking: Booking, view: BookingView) -> tuple[OfferView, ...]:
    """All versions, oldest first; none for who only plays. Assumes `view` is that viewer's. At most two queries."""
    return all_offers([booking])[booking.pk] if view.side or is_staff(user) else ()


def counter_offers(bookings: Iterable[Booking]) -> dict[UUID, OfferView]:
    """By booking, the counter-offer that counts now; none of a booking that still has its first terms. At most two
    queries, none without counter-offers.

    Assumes that the viewer leads a side of each. The bookings come `with_show()`.
    """
    countered = [booking for booking in bookings if booking.offer_number > 1]
    return {booking_id: offers[-1] for booking_id, offers in all_offers(countered).items()}


def all_offers(bookings: Collection[Booking]) -> dict[UUID, tuple[OfferView, ...]]:
    """All versions of each booking, oldest first, each beside the one before. At most two queries, none without
    bookings. The same assumptions as `counter_offers`."""
    offers: dict[UUID, list[Offer]] = {booking.pk: [] for booking in bookings}
    for offer in Offer.objects.filter(booking__in=offers).order_by("number") if offers else ():
        offers[offer.booking_id].append(offer)
    names = _names(chain.from_iterable(offers.values()))
    return {booking.pk: tuple(_views(booking, offers[booking.pk], names)) for booking in bookings}


def _views(booking: Booking, offers: Iterable[Offer], names: dict[str, str]) -> Iterable[OfferView]:
    before = None
    for offer in offers:
        party = booking.act if offer.side == Side.ACT else booking.spot.show.owner
        yield OfferView(offer, party, _lines(offer, before, booking, names), offer.number == booking.offer_number)
        before = offer


def _lines(offer: Offer, before: Offer | None, booking: Booking, names: dict[str, str]) -> tuple[OfferLine, ...]:
    words = _words(offer, booking, names)
    said = _words(before, booking, names) if before else words
    # Two people may have the same name.
    differ = {field for field in words if words[field] != said[field]} | _others(offer, before)
    nothing = _("nothing agreed")
    left_out = {field for field in words if not (words[field] or said[field])}
    if all(each.released_at == each.ends_at for each in (offer, before) if each):
        left_out.add("released")
    return tuple(
        OfferLine(field, str(label), words[field] or nothing, (said[field] or nothing) if field in differ else None)
        for field, label in LABELS.items()
        if field not in left_out
    )


def _others(offer: Offer, before: Offer | None) -> set[str]:
    named = [set(each.lineup or ()) for each in (offer, before) if each]
    return set() if named[0] == named[-1] else {"lineup"}


def _words(offer: Offer, booking: Booking, names: dict[str, str]) -> dict[str, str]:
    zone = booking.spot.show.timezone
    return {
        **_deal(offer),
        "call": say_moment(offer.call_at, zone),
        "set": say_span(offer.starts_at, offer.ends_at, zone),
        "released": say_moment(offer.released_at, zone),
        "lineup": _lineup(offer, names),
        "cancellation": "; ".join(tier_words(offer.cancellation_tiers or [])) or _("nothing agreed"),
    }


def _deal(offer: Offer) -> dict[str, str]:
    """How the fee is made, what is paid in advance, and until when the rest."""
    deal, currency = deal_of(offer.deal, offer.fee_minor), offer.fee_currency_id or ""
    if deal is None:
        return {"fee": _("to be agreed"), "deposit": "", "balance": ""}
    return {
        "fee": deal_words(replace(deal, payment=None), currency),
        "deposit": "; ".join(deposit_points(deal, currency)),
        "balance": balance_words(deal),
    }


def _lineup(offer: Offer, names: dict[str, str]) -> str:
    if offer.lineup is None:
        return _("as the act says")
    named = sorted(isolated(names.get(str(user_id), _("someone"))) for user_id in offer.lineup)
    return ", ".join(named) or _("only the act itself")


def _names(offers: Iterable[Offer]) -> dict[str, str]:
    ids = {user_id for offer in offers for user_id in offer.lineup or ()}
    return {str(user.pk): user.display_name for user in User.objects.filter(pk__in=ids)} if ids else {}
