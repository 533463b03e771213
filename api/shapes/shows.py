"""Shows, spots and bookings, out of the projections that decide what one viewer may know."""

import datetime as dt
from typing import Literal, Self
from zoneinfo import ZoneInfo

from ninja import Schema
from pydantic import Field

from api.shapes.basics import Id, Instant, Money, Slug, Text, Word
from bookings.access import BookingView, FeeView, HistoryView, LineupView, ShowView, SpotView
from bookings.actions import SpotDraft


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


class ShowOut(Schema):
    id: Id
    state: str
    version: int
    host: str = Field(description="Slug of the party whose show it is")
    venue: str | None
    stage: StageName | None
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
    spots: list[SpotOut]

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


class HistoryOut(Schema):
    at: dt.datetime
    actor: str
    channel: str
    event: str
    before: str
    after: str
    text: str

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
        )


class BookingOut(Schema):
    id: Id
    state: str
    version: int
    turn: Literal["act", "host"] | None
    answer_by: dt.datetime | None
    initiated_by: str
    show: ShowOut
    spot: SpotOut
    act: str
    host: str
    fee: Money | None
    message: str
    lineup: list[LineupOut]
    history: list[HistoryOut]

    @classmethod
    def of(cls, booking: BookingView) -> Self:
        return cls(
            id=booking.id,
            state=booking.state,
            version=booking.version,
            turn=booking.turn,
            answer_by=booking.answer_by,
            initiated_by=booking.initiated_by,
            show=ShowOut.of(booking.show),
            spot=SpotOut.of(booking.spot, booking.show.timezone),
            act=booking.act.slug,
            host=booking.host.slug,
            fee=money(booking.fee),
            message=booking.message,
            lineup=[LineupOut.of(entry) for entry in booking.lineup],
            history=[HistoryOut.of(entry) for entry in booking.history],
        )


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
    band: Slug
    message: Text = ""
    lineup: list[Id] | None = Field(default=None, max_length=200)


class RequestIn(Schema):
    starts_at: Instant
    ends_at: Instant
    place: Word
    city: Id | None = None
    fee: Money | None = None
    message: Text = ""


class LineupIn(Schema):
    lineup: list[Id] | None = Field(max_length=200)


class MessageIn(Schema):
    message: Text = ""
