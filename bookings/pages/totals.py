"""What a person's gigs come to, by their role in them, and the same as a table for spreadsheets."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from bookings.models import Booking
from bookings.queries import booking_totals, bookings_of
from bookings.queries.lists import fees_known_to
from bookings.states import BookingState
from web.money import currency_digits
from web.spreadsheets import streamed

ROLES = ("act", "host", "client")
HEADINGS = (
    "date", "time", "act", "host", "show", "role", "hours", "fee", "currency", "state", "booking",
)  # fmt: skip
"""Of the table for spreadsheets: the same in every language (docs/money-pages.md)."""
CHUNK = 500


@dataclass(frozen=True)
class GigTotals:
    """The gigs of one role: how many in each state, in words; hours of the sets and fees of what is agreed, in minor
    units by currency."""

    role: str
    title: str
    states: list[tuple[str, int]]
    hours: Decimal
    money_title: str
    money: list[tuple[int, str]]


def gig_totals(user: User) -> list[GigTotals]:
    """Of each role in which the user has any. Two queries a role."""
    words = {
        "act": (_("Gigs you play"), _("Fees earned")),
        "host": (_("Gigs you host"), _("Fees paid")),
        "client": (_("Gigs you requested"), _("Fees paid")),
    }
    found = ((role, booking_totals(user, bookings_of(user, role=role))) for role in ROLES)
    return [
        GigTotals(
            role=role,
            title=words[role][0],
            states=[(str(state.label), told.by_state[state]) for state in BookingState if state in told.by_state],
            hours=_hours(told.minutes),
            money_title=words[role][1],
            money=told.revenue,
        )
        for role, told in found
        if told.count
    ]


def gig_table(user: User, role: str) -> Iterator[str]:
    """Every gig of a role as CSV, by night, line by line. Fees stand where the user leads one of the sides."""
    return streamed(HEADINGS, _rows(user, role))


def _rows(user: User, role: str) -> Iterator[tuple]:
    for booking in fees_known_to(user, bookings_of(user, role=role)).iterator(chunk_size=CHUNK):
        yield _row(booking, knows_fee=booking.knows_fee)  # type: ignore[attr-defined]


def _row(booking: Booking, *, knows_fee: bool) -> tuple:
    spot, show = booking.spot, booking.spot.show
    starts_at = spot.starts_at.astimezone(ZoneInfo(show.timezone))
    currency = booking.fee_currency_id
    fee = booking.fee_minor if knows_fee else None
    return (
        f"{show.night:%Y-%m-%d}",
        f"{starts_at:%H:%M}",
        booking.act.name,
        show.stage.venue.party.name if show.stage else show.place or show.owner.name,
        show.title,
        spot.role,
        _hours(int((spot.ends_at - spot.starts_at).total_seconds()) // 60),
        "" if fee is None or currency is None else Decimal(fee).scaleb(-currency_digits(currency)),
        "" if fee is None else currency,
        booking.state,
        booking.pk,
    )


def _hours(minutes: int) -> Decimal:
    """Without zeros at its end."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01")).normalize() + 0
