"""What one viewer is told of a show or a booking: decided here once, used by pages, API, e-mail and search alike.

Leaders of both sides and staff are told everything about a booking; those in its line-up when and where they are called
who plays and why it was called off, but neither message nor fee nor history. A show that is not the viewer's to know
yet has no title.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.timezone import now

from accounts.models import Party, Viewer
from accounts.states import PartyKind
from bookings.access.loaders import can_edit_show, can_see_show, is_staff
from bookings.models import Booking, Show, Spot
from bookings.queries.needs import needs_of
from bookings.states import LIVE, PROMISED, BookingState, InitiatedBy, LineupState, SpotRole, SpotState
from engagements.deals.tiers import Tiers
from engagements.queries.lineups import LineupCheck
from engagements.states import Side
from engagements.words.site_texts import say_text
from venues.models import Stage
from web.money import format_range


@dataclass(frozen=True)
class FeeView:
    """An amount in minor units and the ISO 4217 code of its currency."""

    amount_minor: int
    currency: str


@dataclass(frozen=True)
class TicketsView:
    """Who sells tickets, since when, and what they cost in minor units; prices are None where nothing is said."""

    url: str
    provider: str
    lowest_minor: int | None
    highest_minor: int | None
    currency: str | None
    on_sale_at: dt.datetime | None

    @property
    def is_free(self) -> bool:
        return self.highest_minor == 0

    @property
    def price(self) -> str:
        """In words: "€12 – €15"; empty where it is not said."""
        return format_range(self.lowest_minor, self.highest_minor, self.currency) if self.currency else ""

    @property
    def is_on_sale(self) -> bool:
        return self.on_sale_at is None or self.on_sale_at <= now()


@dataclass(frozen=True)
class SpotView:
    """A place on the bill. `act` is who plays there, as far as the viewer may know."""

    id: UUID
    role: str
    role_label: str
    call_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    released_at: dt.datetime
    state: str
    fee: FeeView | None
    act: Party | None = None


@dataclass(frozen=True)
class ShowView:
    """A show. `title` is empty where it has none or the viewer may not know it yet; `is_named` tells which. `needs`:
    what a client said of their event (`bookings.queries.needs`)."""

    id: UUID
    state: str
    version: int
    owner: Party
    venue: Party | None
    stage: Stage | None
    place: str
    city: str
    title: str
    description: str
    ticket_url: str
    night: dt.date
    timezone: str
    load_in_at: dt.datetime
    doors_at: dt.datetime | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    curfew_at: dt.datetime | None
    out_at: dt.datetime
    announce_at: dt.datetime | None
    cancel_reason: str
    is_named: bool
    spots: tuple[SpotView, ...]
    tickets: TicketsView | None = None
    needs: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def is_for_client(self) -> bool:
        """Whether a person asked an act for it: there is no bill, and nobody headlines."""
        return self.stage is None and self.owner.kind == PartyKind.PERSON

    @property
    def lacks_set_times(self) -> bool:
        """Whether several acts share the whole night: nobody has said yet who plays when."""
        night = (self.starts_at, self.ends_at)
        sets = [spot for spot in self.spots if spot.role != SpotRole.DJ]
        return len(sets) > 1 and any((spot.starts_at, spot.ends_at) == night for spot in sets)


@dataclass(frozen=True)
class LineupView:
    """One who plays, is asked or declined. `stands_in_for`: the name of whom they replace. `is_missing`: they dropped
    out, and nobody plays in their place; `replaced_by`: who does, once somebody does. `fee`: what the act pays them,
    for themselves and the act's leaders."""

    id: int
    user: UUID | None
    name: str
    instrument: str
    state: str
    is_me: bool
    stands_in_for: str = ""
    is_missing: bool = False
    replaced_by: str = ""
    fee: FeeView | None = None


@dataclass(frozen=True)
class ChangeView:
    """What one thing was and is, in words; empty where there was or is nothing."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryView:
    """One thing that happened. `actor` is a person on the viewer's own side, else the party they acted for."""

    at: dt.datetime
    actor: str
    channel: str
    channel_label: str
    event: str
    label: str
    before: str
    after: str
    text: str
    changes: tuple[ChangeView, ...] = ()


@dataclass(frozen=True)
class BookingView:
    """A booking as one viewer may know it, with what they may do now: names of actions, without `_booking`.

    `allowed` holds some of accept, decline, counter, withdraw, cancel, set_lineup, replace_player, answer_lineup,
    release. `offer` is the number of the offer that counts. `lineup_check`: who may not be there, for the act's
    leaders; None for everybody else, staff and the host's leaders too. `fee_words`: the whole deal, `deal` as it is
    stored (None is a plain fee). `cancel_reason`: why it was called off, for everybody concerned. `is_led`: the viewer
    leads the act or the host themselves.
    """

    id: UUID
    state: str
    version: int
    initiated_by: str
    turn: str | None
    answer_by: dt.datetime | None
    offer: int
    show: ShowView
    spot: SpotView
    act: Party
    host: Party
    fee: FeeView | None
    message: str
    lineup: tuple[LineupView, ...]
    history: tuple[HistoryView, ...]
    side: Side | None
    my_entry: LineupView | None
    allowed: frozenset[str]
    created_at: dt.datetime
    lineup_check: LineupCheck | None = None
    fee_words: str = ""
    deal: dict[str, Any] | None = None
    cancellation_tiers: Tiers | None = None
    cancel_reason: str = ""
    is_led: bool = False

    @property
    def missing(self) -> list[LineupView]:
        """Who dropped out of what is still to come, and in whose place nobody plays."""
        return [entry for entry in self.lineup if entry.is_missing] if self.state in LIVE else []

    @property
    def is_on(self) -> bool:
        """Whether anybody plays or may yet: it has not come to nothing."""
        return self.state in LIVE | PROMISED

    @property
    def is_lineup_unsaid(self) -> bool:
        """Whether an act that was asked has not said who plays: then all its members do."""
        is_asked = self.state == BookingState.PENDING and self.initiated_by != InitiatedBy.APPLICATION
        return is_asked and not self.lineup

    @property
    def is_only_asked(self) -> bool:
        """Whether all that the viewer has to do with what is to come is the question whether they play."""
        return (
            self.state in LIVE
            and self.side is None
            and self.my_entry is not None
            and self.my_entry.state == LineupState.ASKED
        )


def fee_view(fee_minor: int | None, currency: str | None) -> FeeView | None:
    return None if fee_minor is None or currency is None else FeeView(fee_minor, currency)


def spot_view(spot: Spot, *, act: Party | None = None) -> SpotView:
    """A spot, with its act where the caller may tell it. The fee offered stands in the gig finder for everybody."""
    return SpotView(
        id=spot.pk,
        role=spot.role,
        role_label=spot.get_role_display(),
        call_at=spot.call_at,
        starts_at=spot.starts_at,
        ends_at=spot.ends_at,
        released_at=spot.released_at,
        state=spot.state,
        fee=fee_view(spot.fee_minor, spot.fee_currency_id),
        act=act,
    )


def show_view(
    user: Viewer, show: Show, *, is_named: bool | None = None, spots: Iterable[Spot] | None = None
) -> ShowView:
    """A show for one viewer; before its announcement strangers read neither title, text nor acts.

    `is_named` spares asking again where the caller knows the answer; with open `spots` given, no query is left.
    """
    named = can_see_show(user, show) if is_named is None else is_named
    spots = list(show.spots.all() if spots is None else spots)
    filled = [spot for spot in spots if spot.state == SpotState.FILLED]
    is_host = bool(filled or show.cancel_reason) and (is_staff(user) or can_edit_show(user, show))
    acts = promised_acts(filled) if named else {}
    if not is_host:  # who is suspended is named to nobody but those who booked them
        acts = {spot: act for spot, act in acts.items() if act.is_public}
    return assemble_show(show, spots, acts, is_named=named, is_host=is_host)


def promised_acts(filled: Iterable[Spot]) -> dict[UUID, Party]:
    """Who plays in these spots, by spot. One query, none without spots."""
    filled = list(filled)
    promised = Booking.objects.promised().filter(spot__in=filled).select_related("act") if filled else []
    return {booking.spot_id: booking.act for booking in promised}


def assemble_show(
    show: Show, spots: Iterable[Spot], acts: Mapping[UUID, Party], *, is_named: bool, is_host: bool
) -> ShowView:
    """A show from what was read of it, without a query. `acts` by spot, as far as the viewer may know them.

    `is_host` is who reads what was agreed with the acts, and why a show was called off: each act reads that in the
    history of its booking.
    """
    return ShowView(
        id=show.pk,
        state=show.state,
        version=show.version,
        owner=show.owner,
        venue=show.stage.venue.party if show.stage else None,
        stage=show.stage,
        place=show.place,
        city=show.city.label if show.city else "",
        title=show.title if is_named else "",
        description=show.description if is_named else "",
        ticket_url=show.ticket_url if is_named else "",
        night=show.night,
        timezone=show.timezone,
        load_in_at=show.load_in_at,
        doors_at=show.doors_at,
        starts_at=show.starts_at,
        ends_at=show.ends_at,
        curfew_at=show.curfew_at,
        out_at=show.out_at,
        announce_at=show.announce_at,
        cancel_reason=say_text(show.cancel_reason) if is_host else "",
        is_named=is_named,
        spots=tuple(_spot_on_bill(spot, acts.get(spot.pk), is_host=is_host) for spot in spots),
        tickets=_tickets(show) if is_named else None,
        needs=needs_of(show) if is_named else {},
    )


def _tickets(show: Show) -> TicketsView:
    return TicketsView(
        url=show.ticket_url,
        provider=show.ticket_provider,
        lowest_minor=show.ticket_min_minor,
        highest_minor=show.ticket_max_minor,
        currency=show.ticket_currency_id,
        on_sale_at=show.on_sale_at,
    )


def _spot_on_bill(spot: Spot, act: Party | None, *, is_host: bool) -> SpotView:
    """What was offered for a spot stands there for all; what was agreed is for the host alone."""
    view = spot_view(spot, act=act)
    return view if is_host or spot.state == SpotState.OPEN else replace(view, fee=None)
