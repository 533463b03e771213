"""Settlements and contracts that wait for the signature of a party that a user leads."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Membership, User
from accounts.states import INACTIVE, LEADING_ROLES
from bookings.models import Booking, Contract, ContractSignature, SettlementSignature
from bookings.queries.contracts import current_terms_hash
from bookings.states import PROMISED, BookingState, SettlementState
from engagements.states import Side


def settlements_to_sign(user: User) -> QuerySet[Booking]:
    """The bookings whose settlement the other side has signed as it is now, and a side that the user leads has not; the
    first played first."""
    present = SettlementSignature.objects.filter(settlement=OuterRef("pk"), version=OuterRef("settlement__version"))
    states = sorted(PROMISED - {BookingState.DISPUTED})
    open_ones = Booking.objects.filter(state__in=states, settlement__state=SettlementState.OPEN)
    waiting = _is_led(user, act=_is_unsigned(present, Side.ACT), host=_is_unsigned(present, Side.HOST))
    return open_ones.filter(Exists(present)).filter(waiting).with_show().order_by("spot__starts_at", "id")


def contracts_to_sign(user: User) -> list[Booking]:
    """The confirmed bookings whose newest contract still says what is agreed, and lacks the signature of a side that
    the user leads; `contract_number` with each. One query, and two more for each contract that may wait."""
    newest = Contract.objects.filter(booking=OuterRef("pk")).order_by("-number")
    signed = ContractSignature.objects.filter(
        contract__booking=OuterRef("pk"), contract__number=OuterRef("contract_number")
    )
    bookings = Booking.objects.filter(state=BookingState.CONFIRMED).annotate(
        contract_number=newest.values("number")[:1], terms_hash=newest.values("terms_hash")[:1]
    )
    active = ~Q(party__approval__in=INACTIVE)  # a suspended side agrees to nothing; what is played it settles
    waiting = _is_led(user, active, act=_is_unsigned(signed, Side.ACT), host=_is_unsigned(signed, Side.HOST))
    found = bookings.filter(waiting, contract_number__isnull=False).with_show().order_by("spot__starts_at", "id")
    return [booking for booking in found if booking.terms_hash == current_terms_hash(booking)]


def _is_led(user: User, parties: Q = Q(), *, act: Q, host: Q) -> Q:  # noqa: B008 — never changed
    led = Membership.objects.current().filter(parties, user=user, role__in=LEADING_ROLES).values("party")
    return (Q(act__in=led) & act) | (Q(spot__show__owner__in=led) & host)


def _is_unsigned(signatures: QuerySet, side: Side) -> Q:
    return Q(~Exists(signatures.filter(side=side)))
