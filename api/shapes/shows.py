"""Shows, spots and bookings, out of the projections that decide what one viewer may know."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from ninja import Schema
from pydantic import Field

from api.shapes.basics import Id, Instant, Money, Page, Slug, Text, Tier, Word
from api.shapes.deals import DealOut
from api.shapes.lineups import LineupConflictOut, WithLineupConflicts
from api.shapes.payments import PaymentOut
from booking_payments.queries.listing import PaymentOfBooking
from bookings.access import BookingView, FeeView, HistoryView, LineupView, ShowView, SpotView, TicketsView
from bookings.actions import SpotDraft
from bookings.actions.needs import GUESTS_MAX, SET_UP_MAX
from bookings.models import ApplicationDraft
from bookings.queries.lists import BookingTotals
from bookings.states import Power, Setting
from reviews.models import Review


class StageName(Schema):
    id: Id
    name: str


class SpotOut(Schema):
    id: Id
    role: str
    call_at: dt.datetime
    starts_at: dt.datetime
    ends_at: dt.datetime
    released_at: dt.datetime
    state: str
    fee: Money | None
    act: str | None = Field(description="Slug of who plays there, as far as one may know")

    @classmethod
    def of(cls, spot: SpotView, timezone: str) -> Self:
        return cls(**spot_facts(spot, timezone))


class TicketsOut(Schema):
    """Who sells tickets and since when; without prices nothing is said of them, and 0 to 0 is free."""

    url: str
    provider: str
    price_min: Money | None
    price_max: Money | None
    on_sale_at: dt.datetime | None

    @classmethod
    def of(cls, tickets: TicketsView, zone: ZoneInfo) -> Self:
        low, high = (_price(amount, tickets.currency) for amount in (tickets.lowest_minor, tickets.highest_minor))
        return cls(
            url=tickets.url,
            provider=tickets.provider,
            price_min=low,
            price_max=high,
            on_sale_at=tickets.on_sale_at and tickets.on_sale_at.astimezone(zone),
        )


def _price(amount_minor: int | None, currency: str | None) -> Money | None:
    return None if amount_minor is None or currency is None else Money(amount_minor=amount_minor, currency=currency)


class EventNeedsOut(Schema):
    guests: int | None = None
    setting: Setting | None = None
    power: Power | None = None
    set_up_minutes: int | None = None


class ShowOut(Schema):
    id: Id
    state: str
    version: int
    host: str = Field(description="Slug of the party whose show it is")
    venue: str | None
    stage: StageName | None
    place: str
    city: str = Field(description="Town and country in words, in the language accepted")
    title: str
    description: str
    ticket_url: str
    tickets: TicketsOut | None = Field(description="null where one may not know the show by name")
    night: dt.date
    timezone: str
    load_in_at: dt.datetime
    doors_at: dt.datetime | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    curfew_at: dt.datetime | None
    out_at: dt.datetime
    announce_at: dt.datetime | None
    spots: list[SpotOut]
    needs: EventNeedsOut | None = Field(description="What a client said of their event with a request")

    @classmethod
    def of(cls, show: ShowView) -> Self:
        """With its instants at the offset of where it is."""
        zone = ZoneInfo(show.timezone)
        return cls(
            id=show.id,
            state=show.state,
            version=show.version,
            host=show.owner.slug,
            venue=show.venue.slug if show.venue else None,
            stage=StageName(id=show.stage.pk, name=show.stage.name) if show.stage else None,
            place=show.place,
            city=show.city,
            title=show.title,
            description=show.description,
            ticket_url=show.ticket_url,
            tickets=TicketsOut.of(show.tickets, zone) if show.tickets else None,
            night=show.night,
            timezone=show.timezone,
            load_in_at=show.load_in_at.astimezone(zone),
            doors_at=show.doors_at and show.doors_at.astimezone(zone),
            starts_at=show.starts_at.astimezone(zone),
            ends_at=show.ends_at.astimezone(zone),
            curfew_at=show.curfew_at and show.curfew_at.astimezone(zone),
            out_at=show.out_at.astimezone(zone),
            announce_at=show.announce_at and show.announce_at.astimezone(zone),
            spots=[SpotOut.of(spot, show.timezone) for spot in show.spots],
            needs=EventNeedsOut.model_validate(dict(show.needs)) if show.needs else None,
        )


class OpenSpotOut(SpotOut):
    """An open spot with its show; `fits` is there with `band`."""

    show: ShowOut
    fits: Literal["yes", "unknown", "no"] | None = None


class LineupOut(Schema):
    user: Id | None
    name: str
    instrument: str
    state: str

    @classmethod
    def of(cls, entry: LineupView) -> Self:
        return cls(user=entry.user, name=entry.name, instrument=entry.instrument, state=entry.state)


class ChangeOut(Schema):
    """What one thing was and is, in words."""

    field: str
    before: str
    after: str


class HistoryOut(Schema):
    at: dt.datetime
    actor: str
    channel: str
    event: str
    before: str
    after: str
    text: str
    changes: list[ChangeOut]

    @classmethod
    def of(cls, entry: HistoryView) -> Self:
        return cls(
            at=entry.at,
            actor=entry.actor,
            channel=entry.channel,
            event=entry.event,
            before=entry.before,
            after=entry.after,
            text=entry.text,
            changes=[
                ChangeOut(field=change.field, before=change.before, after=change.after) for change in entry.changes
            ],
        )


class ReviewOut(Schema):
    author: str
    subject: str
    rating: int = Field(description="1 to 5")
    text: str
    reply: str = Field(description="What the side reviewed answers; empty where it has not")

    @classmethod
    def of(cls, review: Review) -> Self:
        return cls(
            author=review.author.slug,
            subject=review.subject.slug,
            rating=review.rating,
            text=review.text,
            reply=review.reply,
        )


class BookingOut(WithLineupConflicts):
    id: Id
    state: str
    version: int
    turn: Literal["act", "host"] | None
    answer_by: dt.datetime | None
    offer: int = Field(description="Number of the offer that counts: send it with your answer")
    initiated_by: str
    show: ShowOut
    spot: SpotOut
    act: str
    host: str
    fee: Money | None
    deal: DealOut | None = Field(description="How the fee is made; null where none was said, or it is not yours")
    deal_words: str = Field(description="The same in a sentence, as on the page")
    cancellation_tiers: list[Tier] | None = Field(description="What calling it off costs, as a counter-offer takes it")
    message: str
    cancel_reason: str = Field("", description="Why it was called off; everyone in the line-up reads it")
    lineup: list[LineupOut]
    history: list[HistoryOut]
    thread: Id | None = Field(None, description="Where both sides write to each other, for their leaders")
    payments: list[PaymentOut] = Field([], description="For the leaders of both sides")
    reviews: list[ReviewOut] = Field([], description="What both sides said, once everyone may read it")

    @classmethod
    def of(
        cls, booking: BookingView, payments: Iterable[PaymentOfBooking] = (), reviews: Iterable[Review] = ()
    ) -> Self:
        return cls(
            id=booking.id,
            state=booking.state,
            version=booking.version,
            turn=booking.turn,  # type: ignore[arg-type]  # pydantic compares it with the literal
            answer_by=booking.answer_by,
            offer=booking.offer,
            initiated_by=booking.initiated_by,
            show=ShowOut.of(booking.show),
            spot=SpotOut.of(booking.spot, booking.show.timezone),
            act=booking.act.slug,
            host=booking.host.slug,
            fee=money(booking.fee),
            deal=DealOut.of(booking.deal, booking.fee.amount_minor if booking.fee else None),
            deal_words=booking.fee_words,
            cancellation_tiers=booking.cancellation_tiers,  # type: ignore[arg-type]  # as they are stored
            message=booking.message,
            cancel_reason=booking.cancel_reason,
            lineup=[LineupOut.of(entry) for entry in booking.lineup],
            history=[HistoryOut.of(entry) for entry in booking.history],
            thread=booking.id if booking.is_led else None,
            payments=[PaymentOut.of(payment.facts, payment.title) for payment in payments],
            reviews=[ReviewOut.of(review) for review in reviews],
            lineup_conflicts=LineupConflictOut.all_of(booking.lineup_check),
        )


class BookingStats(Schema):
    """About all that fit, not only about this page; `revenue` is the fees of what is agreed, for leaders of a side."""

    total: int
    by_state: dict[str, int]
    revenue: list[Money]

    @classmethod
    def of(cls, totals: BookingTotals) -> Self:
        sums = [Money(amount_minor=amount, currency=currency) for amount, currency in totals.revenue]
        return cls(total=totals.count, by_state=totals.by_state, revenue=sums)


class BookingsOut(Page[BookingOut]):
    stats: BookingStats


def spot_facts(spot: SpotView, timezone: str) -> dict:
    """The fields of a spot, for shapes that have more; its instants at the offset of where it is."""
    zone = ZoneInfo(timezone)
    return {
        "id": spot.id,
        "role": spot.role,
        "call_at": spot.call_at.astimezone(zone),
        "starts_at": spot.starts_at.astimezone(zone),
        "ends_at": spot.ends_at.astimezone(zone),
        "released_at": spot.released_at.astimezone(zone),
        "state": spot.state,
        "fee": money(spot.fee),
        "act": spot.act.slug if spot.act else None,
    }


def money(fee: FeeView | None) -> Money | None:
    """A fee as it goes out."""
    return Money(amount_minor=fee.amount_minor, currency=fee.currency) if fee else None


class SpotIn(Schema):
    """Times left out: called at load-in, plays the whole show, released at the set's end."""

    role: Word = "headliner"
    call_at: Instant | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    released_at: Instant | None = None
    fee: Money | None = None
    genres: list[Slug] = Field(default=[], max_length=50)

    def draft(self) -> SpotDraft:
        """What the action wants."""
        return SpotDraft(
            role=self.role,
            call_at=self.call_at,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            released_at=self.released_at,
            fee_minor=self.fee.amount_minor if self.fee else None,
            fee_currency=self.fee.currency if self.fee else None,
            genres=self.genres,
        )


class ShowIn(Schema):
    """Times left out: load-in two hours before the start, out at the end; no spots given: one headliner."""

    stage: Id
    title: Word = ""
    description: Text = ""
    load_in_at: Instant | None = None
    doors_at: Instant | None = None
    starts_at: Instant
    ends_at: Instant
    curfew_at: Instant | None = None
    out_at: Instant | None = None
    ticket_url: Text = ""
    publish: bool = False
    announce_at: Instant | None = None
    spots: list[SpotIn] | None = Field(default=None, max_length=100)


class ApplicationIn(Schema):
    """`despite_conflicts`: apply although someone in the line-up is busy."""

    band: Slug
    message: Text = ""
    lineup: list[Id] | None = Field(default=None, max_length=200)
    despite_conflicts: bool = False


class DraftOut(Schema):
    """What an act that is not approved yet would apply with."""

    spot: Id
    band: str
    message: str
    lineup: list[Id] | None
    changed_at: dt.datetime

    @classmethod
    def of(cls, draft: ApplicationDraft) -> Self:
        return cls(
            spot=draft.spot_id,
            band=draft.act.slug,
            message=draft.message,
            lineup=draft.lineup,
            changed_at=draft.changed_at,
        )


class InvitationIn(Schema):
    """Without a fee it is that of the spot, without `answer_by` the usual time of the site. `deal` includes the fee, in
    `fee`'s currency."""

    band: Slug
    message: Text = ""
    fee: Money | None = None
    deal: dict[str, Any] | None = None
    answer_by: Instant | None = None


class RequestIn(Schema):
    """Without a place it is to be agreed. `deal` includes the fee, in `fee`'s currency. `cancellation_tiers`:
    `[days before, percent of the fee]` or `[hours before, percent, "hours"]`; without them, 30 days 25 %, 14 days 50 %,
    2 days 100 %. `name`: what you are called; needed once, if your account has no name. `guests`, `setting`,
    `power` and `set_up_minutes` (before the set): what the act should know of your event."""

    starts_at: Instant
    ends_at: Instant
    place: Word = ""
    city: Id | None = None
    fee: Money | None = None
    deal: dict[str, Any] | None = None
    cancellation_tiers: list[Tier] | None = Field(default=None, max_length=20)
    message: Text = ""
    name: Word = ""
    guests: int | None = Field(default=None, ge=1, le=GUESTS_MAX)
    setting: Setting | None = None
    power: Power | None = None
    set_up_minutes: int | None = Field(default=None, ge=1, le=SET_UP_MAX)


class LineupIn(Schema):
    lineup: list[Id] | None = Field(max_length=200)


class MessageIn(Schema):
    message: Text = ""


class AcceptIn(MessageIn):
    """`offer`: the number of the offer that you read; `version`: that of the booking as you saw it. If it is another by
    now, you are told instead. `despite_conflicts`: although someone in your line-up is busy."""

    despite_conflicts: bool = False

    offer: int | None = Field(default=None, ge=1, le=10_000)
    version: int | None = Field(default=None, ge=1, le=2_147_483_647)
