"""Users, parties and who belongs to them."""

import datetime as dt
from collections.abc import Collection
from typing import Literal, Self

from ninja import Schema
from pydantic import Field, create_model

from accounts.models import Invite, Membership, Party, User
from accounts.queries import MyParty, Teammate
from api.shapes.basics import Count, Id, Money, Slug, Text, Word
from catalogue.models import City, Genre, Region
from discovery.queries.region_names import region_slug
from discovery.queries.search import BELOW, EXACT, NEAR, Hit
from venues.models import Stage, Venue
from venues.queries.closures import Closure


class CityOut(Schema):
    id: Id
    name: str = Field(description="In the language accepted, as wherever a town is named; `en` gives the gazetteer's")
    region: str | None = Field(description="In the language accepted")
    country: str
    timezone: str
    latitude: float
    longitude: float

    @classmethod
    def of(cls, city: City) -> Self:
        return cls(
            id=city.pk,
            name=city.said_name,
            region=city.region.label if city.region else None,
            country=city.country_id,
            timezone=city.timezone,
            latitude=city.latitude,
            longitude=city.longitude,
        )


class RegionOut(Schema):
    id: Slug = Field(description="As `region` of a search takes it, and the address of its page: /regions/{id}/")
    name: str = Field(description="In the language accepted")
    country: str

    @classmethod
    def of(cls, region: Region) -> Self:
        return cls(id=region_slug(region), name=region.label, country=region.country_id)


class GenreOut(Schema):
    slug: str
    name: str
    parent: str | None

    @classmethod
    def of(cls, genre: Genre) -> Self:
        return cls(slug=genre.slug, name=genre.name, parent=genre.parent_id)


class MyPartyOut(Schema):
    slug: str
    kind: str
    name: str
    approval: str
    roles: list[str]
    thread: Id | None = Field(description="Where a band writes to each other, for its team without deps")

    @classmethod
    def of(cls, mine: MyParty, *, reads_thread: bool) -> Self:
        party = mine.party
        return cls(
            slug=party.slug,
            kind=party.kind,
            name=party.name,
            approval=party.approval,
            roles=sorted(mine.roles),
            thread=party.pk if reads_thread else None,
        )


class UserOut(Schema):
    id: Id
    email: str
    name: str
    timezone: str
    language: str
    is_staff: bool


class MeOut(Schema):
    """Who calls, and the parties they belong to; `id` is the user's, for programs that want nothing else."""

    id: Id
    user: UserOut
    parties: list[MyPartyOut]

    @classmethod
    def of(cls, user: User, parties: list[MyParty], bands: Collection[Party]) -> Self:
        return cls(
            id=user.pk,
            user=UserOut(
                id=user.pk,
                email=user.email,
                name=user.name,
                timezone=user.timezone,
                language=user.language,
                is_staff=user.is_staff,
            ),
            parties=[MyPartyOut.of(mine, reads_thread=mine.party in bands) for mine in parties],
        )


class LinkOut(Schema):
    label: str
    url: str


class RatingOut(Schema):
    average: float
    count: int


class PartyLine(Schema):
    """A party in a list."""

    slug: str
    kind: str
    is_solo: bool = Field(description="Whether it is one person's own act, of kind `band`")
    name: str
    timezone: str
    city: str | None = Field(description="Its town and country in words, in the language accepted")
    genres: list[str]
    tagline: str
    fee_min: Money | None
    fee_max: Money | None
    rating: RatingOut | None
    distance_km: float | None = None
    reasons: list[str] = Field(default_factory=list, description="Why it fits, in words")
    genre_fit: Literal["exact", "below", "near"] | None = Field(
        None, description="With `genre`: has one asked for, one below it, or only one near it; these come last"
    )


class PartyOut(PartyLine):
    """A party's page."""

    id: Id
    city_id: Id | None
    approval: str
    bio: str
    links: list[LinkOut]
    stages: list["StageOut"] = Field(default_factory=list, description="Of a venue")
    house: "HouseOut | None" = Field(None, description="Of a venue")


class ClosureIn(Schema):
    """Nights that cannot be booked, the first and the last included."""

    first: dt.date = Field(alias="from")
    last: dt.date = Field(alias="to")
    reason: Word = ""


# `from` is a word of Python, so no class can have a field of this name.
ClosureOut = create_model(
    "ClosureOut",
    __base__=Schema,
    __doc__="Nights on which a stage cannot be booked, the first and the last included.",
    **{"id": (Id, ...), "from": (dt.date, ...), "to": (dt.date, ...), "reason": (str, ...)},  # type: ignore[call-overload]
)


def closure_out(closure: Closure) -> Schema:
    return ClosureOut(**{"id": closure.id, "from": closure.first, "to": closure.last, "reason": closure.reason})


class StageOut(Schema):
    """Lengths are in centimetres, null where nobody has measured."""

    id: Id
    name: str
    capacity: int | None
    width_cm: int | None
    depth_cm: int | None
    height_cm: int | None
    description: str
    backline: str
    pa: str
    lights: str

    @classmethod
    def of(cls, stage: Stage) -> Self:
        return cls(
            id=stage.pk,
            name=stage.name,
            capacity=stage.capacity,
            width_cm=stage.width_cm,
            depth_cm=stage.depth_cm,
            height_cm=stage.height_cm,
            description=stage.description,
            backline=stage.backline,
            pa=stage.pa,
            lights=stage.lights,
        )


class HouseOut(Schema):
    """Where a venue is, how one gets in, and what holds there."""

    address: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    access_info: str
    load_in_info: str
    house_rules: str

    @classmethod
    def of(cls, venue: Venue) -> Self:
        return cls(
            address=venue.address,
            postal_code=venue.postal_code,
            latitude=venue.latitude,
            longitude=venue.longitude,
            access_info=venue.access_info,
            load_in_info=venue.load_in_info,
            house_rules=venue.house_rules,
        )


GENRE_FITS: dict[int, Literal["exact", "below", "near"]] = {EXACT: "exact", BELOW: "below", NEAR: "near"}


def party_line(hit: Hit, *, asks_genre: bool) -> PartyLine:
    """A party that a search has found, with its city, country and genres loaded."""
    fit = GENRE_FITS[hit.nearness] if asks_genre else None
    return PartyLine(**_facts(hit.party), distance_km=hit.distance_km, reasons=hit.reasons, genre_fit=fit)


def party_out(party: Party) -> PartyOut:
    """A party as its page tells it; the caller has checked that it may be seen."""
    venue = party.venue if party.kind == "venue" else None
    return PartyOut(
        **_facts(party),
        id=party.pk,
        city_id=party.city_id,
        approval=party.approval,
        bio=party.bio,
        links=[LinkOut(label=link.label, url=link.url) for link in party.links.all()],
        stages=[StageOut.of(stage) for stage in venue.stages.all()] if venue else [],
        house=HouseOut.of(venue) if venue else None,
    )


def _facts(party: Party) -> dict:
    return {
        "slug": party.slug,
        "kind": party.kind,
        "is_solo": party.is_solo,
        "name": party.name,
        "timezone": party.timezone,
        "city": party.city.label if party.city else None,
        "genres": sorted(genre.slug for genre in party.genres.all()),
        "tagline": party.tagline,
        "fee_min": _money(party.fee_min_minor, party.fee_currency_id),
        "fee_max": _money(party.fee_max_minor, party.fee_currency_id),
        "rating": RatingOut(average=float(party.rating_average), count=party.rating_count)
        if party.rating_average is not None
        else None,
    }


def _money(amount_minor: int | None, currency: str | None) -> Money | None:
    return None if amount_minor is None or currency is None else Money(amount_minor=amount_minor, currency=currency)


class MemberOut(Schema):
    user: Id
    name: str
    roles: list[str]
    instrument: str
    may_be_booked: bool | None = Field(description="Whether the band may promise their time; null who does not play")
    joined_at: dt.datetime

    @classmethod
    def of(cls, teammate: Teammate) -> Self:
        playing = teammate.playing
        return cls(
            user=teammate.user.pk,
            name=teammate.user.display_name,
            roles=sorted(teammate.roles),
            instrument=playing.instrument if playing else "",
            may_be_booked=playing.may_be_booked if playing else None,
            joined_at=min(membership.joined_at for membership in teammate.memberships),
        )


class MembershipOut(Schema):
    party: str
    role: str
    instrument: str
    may_be_booked: bool

    @classmethod
    def of(cls, membership: Membership) -> Self:
        return cls(
            party=membership.party.slug,
            role=membership.role,
            instrument=membership.instrument,
            may_be_booked=membership.may_be_booked,
        )


class InviteOut(Schema):
    """`url` and `token` are shown once: null in a repeat."""

    id: Id
    role: str
    uses: int
    expires_at: dt.datetime
    url: str | None
    token: str | None

    @classmethod
    def of(cls, invite: Invite, url: str, token: str) -> Self:
        return cls(
            id=invite.pk, role=invite.role, uses=invite.uses_max, expires_at=invite.expires_at, url=url, token=token
        )


class BandIn(Schema):
    name: Word
    timezone: Word
    city: Id | None = None
    genres: list[Slug] = Field(default=[], max_length=50)
    quorum: Count | None = None
    solo: bool = Field(default=False, description="An act that is you alone; you have one at most")


class VenueIn(Schema):
    name: Word
    timezone: Word
    city: Id | None = None
    day_starts_at: dt.time = dt.time(6)
    genres: list[Slug] = Field(default=[], max_length=50)


class StageIn(Schema):
    name: Word
    capacity: Count | None = None


class InviteIn(Schema):
    role: Literal["manager", "member", "staff", "dep"] = "member"
    uses: Count = 1
    expires_in_days: Count = 14


class AcceptIn(Schema):
    instrument: Word = ""
    may_be_booked: bool = True


class DecisionIn(Schema):
    reason: Text = ""
