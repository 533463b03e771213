"""What is agreed, reckoned and signed about the money of a booking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Party, Viewer
from accounts.states import INACTIVE
from bookings.models import Booking, Contract, LineupEntry, Settlement, SettlementLine, Share
from bookings.queries.contracts import current_terms_hash
from bookings.states import PROMISED, BookingState, LineupState, SettlementState
from engagements.deals import Deal, deal_of, deal_points
from engagements.queries.people import led_ids
from engagements.states import LineKind, Side


def parties_of(booking: Booking) -> dict[Side, Party]:
    """Who deals with whom: the act, and the owner of the show."""
    return {Side.ACT: booking.act, Side.HOST: booking.spot.show.owner}


def active_sides(user: Viewer, booking: Booking) -> frozenset[Side]:
    """`money_sides` but for suspended and closed parties, in whose name nothing is agreed. One query."""
    parties = parties_of(booking)
    return frozenset(side for side in money_sides(user, booking) if parties[side].approval not in INACTIVE)


def money_sides(user: Viewer, booking: Booking) -> frozenset[Side]:
    """The sides whose money the user may speak for. One query.

    Only those who lead the act or the show's owner themselves: not a headliner who answers for the host.
    """
    parties = parties_of(booking)
    led = led_ids(user, list(parties.values()))
    return frozenset(side for side, party in parties.items() if party.pk in led)


def agreed_deal(booking: Booking) -> Deal | None:
    """The deal of a booking; for an older one a guarantee of its fee; None where no fee was agreed."""
    return deal_of(booking.deal, booking.fee_minor) if booking.fee_currency_id else None


def settlement_of(booking: Booking) -> Settlement | None:
    """The settlement of a booking; one that nobody has touched yet is version 1 and not stored. None without a fee."""
    found = Settlement.objects.filter(pk=booking.pk).first()
    deal = agreed_deal(booking)
    if found or deal is None or booking.state not in PROMISED:
        return found
    return Settlement(
        booking=booking,
        currency=booking.fee_currency,
        deal=deal.to_json(),
        result_minor=deal.result(0).result_minor,
    )


def is_superseded(settlement: Settlement) -> bool:
    """Whether it no longer counts, whoever has signed it: its booking was called off since. What is owed then stands in
    the `Cancellation`. The settlement comes with its booking."""
    return settlement.booking.state == BookingState.CANCELLED


def is_stored(settlement: Settlement) -> bool:
    return not settlement._state.adding


def lines_of(settlement: Settlement) -> list[SettlementLine]:
    """Takings and costs in their order; none as long as it is not stored."""
    return list(settlement.lines.all()) if is_stored(settlement) else []


def totals(lines: Sequence) -> Mapping[LineKind, int]:
    """What was taken and what it cost, in minor units. For stored lines and for drafts of them."""
    return {kind: sum(line.amount_minor for line in lines if line.kind == kind) for kind in LineKind}


def playing_entries(booking: Booking) -> list[LineupEntry]:
    """Who played, in the order of the line-up."""
    entries = booking.lineup.filter(state=LineupState.PLAYS).select_related("user")
    return list(entries.order_by("id"))


def signed_sides(settlement: Settlement) -> frozenset[Side]:
    """Who has signed the settlement as it is now."""
    if not is_stored(settlement):
        return frozenset()
    sides = settlement.signatures.filter(version=settlement.version).values_list("side", flat=True)
    return frozenset(Side(side) for side in sides)


def own_share(user: Viewer, booking: Booking) -> Share | None:
    """What the user gets of the booking as one of its line-up, if that was said."""
    return Share.objects.filter(settlement=booking.pk, entry__user=user).first() if user.is_authenticated else None


def latest_contract(booking: Booking) -> Contract | None:
    """The newest version, without its PDF, with its signatures."""
    contracts = Contract.objects.filter(booking=booking).defer("pdf").prefetch_related("signatures")
    return contracts.order_by("-number").first()


@dataclass(frozen=True)
class BookingMoney:
    """Deal, settlement and contract as the panel of a booking shows them to one viewer.

    `share_minor` is what the viewer gets as one who plays; the rest is for the leaders of both sides and for staff.
    """

    booking: UUID
    currency: str
    deal_points: tuple[str, ...] = ()
    can_settle: bool = False
    result_minor: int | None = None
    is_settled: bool = False
    is_superseded: bool = False
    is_disputed: bool = False
    waits_for_my_settlement: bool = False
    can_share: bool = False
    share_minor: int | None = None
    can_contract: bool = False
    contract_number: int | None = None
    is_contract_signed: bool = False
    waits_for_my_contract: bool = False
    is_contract_old: bool = False


def money_of(user: Viewer, booking: Booking, view) -> BookingMoney | None:
    """What a booking's panel says of money to this viewer, None where there is nothing to say.

    `view` is the `BookingView` of the same viewer. The booking comes `with_show()`.
    """
    sides = money_sides(user, booking)
    currency = booking.fee_currency_id or ""
    if not (sides or user.is_staff):
        share = own_share(user, booking) if view.my_entry and booking.state in PROMISED else None
        return BookingMoney(booking.pk, currency, share_minor=share.amount_minor) if share else None
    deal = agreed_deal(booking)
    if deal is None and booking.state not in PROMISED:
        return None
    return BookingMoney(
        booking.pk,
        currency,
        deal_points=tuple(deal_points(deal, currency)) if deal else (),
        **_settling(sides, booking),
        **_contracting(sides, booking),
    )


def _settling(sides: frozenset[Side], booking: Booking) -> dict:
    settlement = settlement_of(booking)
    if settlement is None:
        return {}
    if booking.state == BookingState.CANCELLED:
        return {"can_settle": True, "is_superseded": True}
    signed, is_disputed = signed_sides(settlement), booking.state == BookingState.DISPUTED
    return {
        "can_settle": True,
        "result_minor": settlement.result_minor if is_stored(settlement) else None,
        "is_settled": settlement.state == SettlementState.SIGNED,
        "is_disputed": is_disputed,
        "waits_for_my_settlement": bool(signed and sides - signed and not is_disputed),
        "can_share": Side.ACT in sides,
    }


def _contracting(sides: frozenset[Side], booking: Booking) -> dict:
    contract = latest_contract(booking)
    if contract is None:
        return {"can_contract": bool(sides) and booking.state == BookingState.CONFIRMED}
    signed = {signature.side for signature in contract.signatures.all()}
    is_old = booking.state in PROMISED and contract.terms_hash != current_terms_hash(booking)
    return {
        "can_contract": True,
        "contract_number": contract.number,
        "is_contract_signed": len(signed) == len(Side),
        "waits_for_my_contract": not is_old and bool(sides - signed),
        "is_contract_old": is_old,
    }
