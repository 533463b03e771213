"""Which of the items that were open at a departure still need somebody to act."""

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.states import Approval
from bookings.models import Booking, LineupEntry, Show
from bookings.states import PUBLISHED, BookingState
from departures.models import Departure, OpenItem
from departures.queries.affairs import unsettled
from departures.states import DepartureKind, Outcome
from engagements.states import Side
from holds.states import HoldState
from web.money import format_amount

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Counts(TypedDict):
        """How many items ended, were handed over, and still await somebody."""

        ended: int
        handed_over: int
        awaiting: int

    class Awaited(TypedDict):
        """Whether an item still awaits somebody."""

        awaits_somebody: bool

    CountedDeparture: TypeAlias = WithAnnotations[Departure, Counts]
    AwaitedItem: TypeAlias = WithAnnotations[OpenItem, Awaited]


def awaiting_items(at: dt.datetime) -> QuerySet[OpenItem]:
    """The open items that somebody still has to answer for at this instant.

    Pending, disputed, played and not settled, called off for a share of the fee; what stands as it was; and bookings
    that lack the player who left. What a suspension left standing awaits nobody once it is lifted.
    """
    stands = Q(outcome=Outcome.STANDS)
    of_bookings = Q(booking__in=Booking.objects.filter(unsettled(at))) | Q(booking__state=BookingState.PENDING)
    missing = LineupEntry.objects.missing().filter(booking=OuterRef("booking"), user=OuterRef("departure__person"))
    is_open = (
        (of_bookings & ~Q(outcome=Outcome.LACKS_PLAYER))
        | (stands & Q(booking__state=BookingState.CONFIRMED))
        | (stands & Q(show__state__in=sorted(PUBLISHED), show__out_at__gt=at))
        | (stands & Q(hold__state=HoldState.STANDING))
        | (Q(outcome=Outcome.LACKS_PLAYER, booking__spot__starts_at__gt=at) & Exists(missing))
    )
    lifted = Q(departure__kind=DepartureKind.SUSPENDED, departure__party__approval=Approval.APPROVED)
    return OpenItem.objects.filter(is_open).exclude(lifted)


def with_items(departures: QuerySet[Departure], at: dt.datetime) -> "QuerySet[CountedDeparture]":
    """Departures with what became of their items: `ended`, `handed_over` and `awaiting` as numbers. One query."""
    return departures.annotate(
        ended=_count(OpenItem.objects.filter(outcome=Outcome.ENDED)),
        handed_over=_count(OpenItem.objects.filter(outcome=Outcome.HANDED_OVER)),
        awaiting=_count(awaiting_items(at)),
    )


def _count(items: QuerySet[OpenItem]) -> Coalesce:
    """How many of these items belong to the departure that is looked at."""
    of_this = items.filter(departure=OuterRef("pk")).order_by().values("departure")
    return Coalesce(Subquery(of_this.annotate(number=Count("pk")).values("number")), 0)


def awaits_whom(item: OpenItem) -> str:
    """Who has to answer an item that awaits somebody, in words. Reads its booking with its place."""
    thing = item.thing
    if isinstance(thing, Booking):
        lacks_player = item.outcome == Outcome.LACKS_PLAYER
        return _("%(act)s: find a dep") % {"act": thing.act} if lacks_player else _awaits(thing)
    return str(thing.owner if isinstance(thing, Show) else thing.stage.venue.party)


def _awaits(booking: Booking) -> str:
    act, host = booking.act, booking.spot.show.owner
    sides = {Side.ACT: act, Side.HOST: host}
    if booking.state == BookingState.PENDING:
        return _("%(party)s: answer") % {"party": sides[Side(booking.turn)]}
    if booking.state == BookingState.DISPUTED:
        return _("staff: settle the report")
    if booking.state == BookingState.CANCELLED:
        owed = booking.cancellation
        amount = format_amount(owed.fee_minor or 0, owed.fee_currency_id or "")
        return _("%(party)s: pay %(amount)s") % {"party": sides[Side(owed.side)], "amount": amount}
    if booking.state == BookingState.COMPLETED:
        return _("%(act)s and %(host)s: settle") % {"act": act, "host": host}
    return _("%(act)s and %(host)s: play or cancel") % {"act": act, "host": host}
