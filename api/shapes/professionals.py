"""Professionals as programs see them."""

import datetime as dt
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from ninja import Schema
from pydantic import Field

from api.shapes.basics import Amount, Count, Id, Instant, Money, Page, Slug, Tier, Word
from api.shapes.kits import FileOut
from api.shapes.people import LinkOut, PartyLine, party_line, party_out
from availability.models import AvailabilityRule
from discovery.queries.search.parties.statistics import ProfessionalStatistics
from discovery.queries.search.professionals import ProfessionalHit
from studio.models import Credit, Hours, Professional, Service
from studio.queries import SamplePair, SampleTrack, samples_of
from studio.queries.sessions import completed_counts
from studio.queries.slots import Slot


class CreditOut(Schema):
    """A record that the professional worked on."""

    id: Id
    artist: str
    title: str
    year: int | None
    role: str
    link: str

    @classmethod
    def of(cls, credit: Credit) -> Self:
        return cls(
            id=credit.pk, artist=credit.artist, title=credit.title, year=credit.year, role=credit.role, link=credit.link
        )


class SampleTrackOut(Schema):
    """`gain` in dB, never above 0, brings it to the loudness of the quieter one of the two; `loudness` in LUFS, null
    where it has none."""

    duration_ms: int
    loudness: float | None
    gain: float
    files: list[FileOut]

    @classmethod
    def of(cls, track: SampleTrack) -> Self:
        files = [FileOut.of(file) for file in track.sound.renditions]
        sound = track.sound
        return cls(duration_ms=sound.duration_ms, loudness=sound.loudness, gain=track.gain, files=files)


class SampleOut(Schema):
    """The same music before the work of the professional and after it."""

    id: Id
    title: str
    before: SampleTrackOut
    after: SampleTrackOut

    @classmethod
    def of(cls, pair: SamplePair) -> Self:
        before, after = SampleTrackOut.of(pair.before), SampleTrackOut.of(pair.after)
        return cls(id=pair.sample.pk, title=pair.sample.title, before=before, after=after)


class RateIn(Schema):
    """The price of an hour, of a day, or of all of it."""

    kind: Literal["hour", "day", "fixed"]
    amount_minor: Annotated[Amount, Field(strict=True)]
    currency: Annotated[str, Field(min_length=3, max_length=3, pattern="^[A-Za-z]{3}$")]


OPTIONAL = ("delivery_days", "revision_minor")
"""What may be none."""


class ServiceIn(Schema):
    """What a professional can be booked for; a fixed price has no length. What is left out stays, or is usual."""

    discipline: Word | None = None
    name: Word | None = None
    mode: Literal["instant", "request"] | None = None
    rate: RateIn | None = None
    min_minutes: Count | None = None
    max_minutes: Count | None = None
    notice_minutes: Count | None = None
    buffer_minutes: Count | None = None
    revisions: Count | None = None
    revision_minor: Count | None = Field(default=None, description="Of one more revision; null where none is offered")
    delivery_days: Count | None = None
    cancellation_tiers: list[Tier] | None = Field(default=None, max_length=20)

    def fields(self) -> dict[str, Any]:
        """What was sent, as arguments of `studio.actions`; `currency` is still its code."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        rate = sent.pop("rate", None)
        if rate is not None:
            sent |= {"rate_kind": rate.kind, "amount_minor": rate.amount_minor, "currency": rate.currency.upper()}
        return {name: value for name, value in sent.items() if value is not None or name in OPTIONAL}


class RateOut(Schema):
    kind: str
    amount_minor: int
    currency: str

    @classmethod
    def of(cls, service: Service) -> Self:
        return cls(kind=service.rate_kind, amount_minor=service.amount_minor, currency=service.currency_id)


class ServiceOut(Schema):
    """What a professional can be booked for. `mode`: at once, or when the professional agrees. By the hour it lasts
    `min_minutes` to `max_minutes` in steps of 30, by the day whole days; a fixed price has no length."""

    id: Id
    discipline: str
    name: str
    mode: str
    rate: RateOut
    min_minutes: int | None
    max_minutes: int | None
    notice_minutes: int
    buffer_minutes: int
    revisions: int
    revision_minor: int | None
    delivery_days: int | None
    cancellation_tiers: list[Tier]

    @classmethod
    def of(cls, service: Service) -> Self:
        names = set(cls.model_fields) - {"rate"}
        return cls(
            **{name: getattr(service, name) for name in names},
            rate=RateOut.of(service),
        )


class ProfessionalOut(PartyLine):
    """A professional's page; `languages` are codes of ISO 639-1."""

    id: Id
    city_id: Id | None
    approval: str
    bio: str
    links: list[LinkOut]
    disciplines: list[str]
    languages: list[str]
    gear: str
    is_remote: bool
    is_on_site: bool
    credits: list[CreditOut]
    services: list[ServiceOut]
    portfolio: list[SampleOut]
    verified: bool = Field(description="The staff of the site have checked who this is")
    sessions_completed: int
    review_count: int

    @classmethod
    def of(cls, professional: Professional) -> Self:
        return cls(
            **party_out(professional.party).dict(exclude={"stages", "house"}),
            disciplines=professional.disciplines,
            languages=professional.languages,
            gear=professional.gear,
            is_remote=professional.is_remote,
            is_on_site=professional.is_on_site,
            credits=[CreditOut.of(credit) for credit in professional.credits.all()],
            services=[ServiceOut.of(service) for service in professional.services.offered()],
            portfolio=[SampleOut.of(pair) for pair in samples_of(professional)],
            verified=professional.is_verified,
            sessions_completed=completed_counts([professional.pk]).get(professional.pk, 0),
            review_count=professional.party.rating_count,
        )


class ProfessionalIn(Schema):
    name: Word
    timezone: Word
    disciplines: Annotated[list[Slug], Field(max_length=50)]
    city: Id | None = None
    genres: list[Slug] = Field(default=[], max_length=50)
    is_remote: bool = True
    is_on_site: bool = True


class HoursIn(Schema):
    starts_at: Instant
    ends_at: Instant
    rrule: Word | None = Field(default=None, description="RFC 5545, repeated on the clocks of the professional")
    service: Id | None = Field(default=None, description="For this service alone; null: for all")
    mode: Literal["instant", "request"] | None = Field(default=None, description="null: as the service says")


class HoursOut(Schema):
    id: Id
    starts_at: dt.datetime
    ends_at: dt.datetime
    rrule: str | None
    service: Id | None
    mode: str | None

    @classmethod
    def of(cls, rule: AvailabilityRule, hours: Hours | None) -> Self:
        return cls(
            id=rule.pk,
            starts_at=rule.starts_at,
            ends_at=rule.ends_at,
            rrule=rule.rrule or None,
            service=hours.service_id if hours else None,
            mode=(hours.mode or None) if hours else None,
        )


class SlotOut(Schema):
    """`minutes`: as a service counts them; a day is 1440, however long it is open."""

    service: Id
    starts_at: dt.datetime
    ends_at: dt.datetime
    minutes: int
    price: Money
    mode: str

    @classmethod
    def of(cls, slot: Slot, zone: ZoneInfo) -> Self:
        return cls(
            service=slot.service.pk,
            starts_at=slot.starts_at.astimezone(zone),
            ends_at=slot.ends_at.astimezone(zone),
            minutes=slot.minutes,
            price=Money(amount_minor=slot.price_minor, currency=slot.currency),
            mode=slot.mode,
        )


class SlotsOut(Schema):
    timezone: str
    slots: list[SlotOut]


class FoundProfessional(PartyLine):
    """A professional that a search has found. `rate`: the lowest, by the hour before by the day before fixed; null
    where nothing is offered. `next_slots`: the first one of each of the next days that have any, three at most.
    `portfolio`: the first three samples."""

    disciplines: list[str]
    languages: list[str]
    is_remote: bool
    is_on_site: bool
    rate: RateOut | None
    next_slots: list[SlotOut]
    portfolio: list[SampleOut]
    verified: bool
    sessions_completed: int
    review_count: int

    @classmethod
    def of(cls, found: ProfessionalHit, *, asks_genre: bool) -> Self:
        professional, zone = found.professional, ZoneInfo(found.professional.party.timezone)
        return cls(
            **party_line(found.hit, asks_genre=asks_genre).dict(),
            disciplines=professional.disciplines,
            languages=professional.languages,
            is_remote=professional.is_remote,
            is_on_site=professional.is_on_site,
            rate=RateOut.of(found.lowest) if found.lowest else None,
            next_slots=[SlotOut.of(slot, zone) for slot in found.next_slots],
            portfolio=[SampleOut.of(pair) for pair in found.samples],
            verified=professional.is_verified,
            sessions_completed=found.sessions_completed,
            review_count=found.hit.party.rating_count,
        )


class StatisticsOut(Schema):
    """Of all that fit. `total_is_least`: there are more, and all of this is about those that were looked at.
    `rating_average`: of those who have one. `rate_average_minor`: of their lowest rates by the hour or day, as asked,
    in `currency`. `roles`: what most of them did on records, twenty at most."""

    total: int
    total_is_least: bool
    rating_average: float | None
    rate_average_minor: int | None
    currency: str
    disciplines: dict[str, int]
    roles: dict[str, int]

    @classmethod
    def of(cls, told: ProfessionalStatistics) -> Self:
        return cls(
            total=told.total,
            total_is_least=told.is_least,
            rating_average=told.rating_average,
            rate_average_minor=told.rate_average_minor,
            currency=told.currency,
            disciplines=told.disciplines,
            roles=told.roles,
        )


class ProfessionalsOut(Page[FoundProfessional]):
    """A page of professionals, and what all that fit have in common."""

    stats: StatisticsOut
