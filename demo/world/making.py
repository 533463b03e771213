"""The pieces of the demo world: people, bands, venues, what everybody says of their time, nights.

Everything goes through the same actions as the pages; nights gone by with an earlier clock (`past.py`).
"""

import datetime as dt
import random
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import TypedDict
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile

from accounts.actions import accept_invite, add_photo, approve_party, create_invite, update_party
from accounts.models import Party, User
from accounts.states import Role
from availability.actions import say_time, set_known_until
from availability.errors import Taken
from availability.models import Calendar
from availability.states import BlockKind
from bands.actions import create_band, create_solo_act, update_musician
from bands.models import Band
from bookings.actions import (
    SpotDraft,
    accept_booking,
    apply_to_spot,
    cancel_booking,
    create_show,
    decline_booking,
    request_act,
)
from bookings.states import SpotRole
from catalogue.models import City, Currency, Genre
from demo.world.cast import (
    BANDS,
    FAMILY_NAMES,
    GIVEN_NAMES,
    MESSAGES,
    BandPart,
    VenuePart,
)
from demo.world.houses import furnish
from demo.world.logins import CLIENT, DOMAIN, DRUMMER, ENGINEER, LEADER, MANAGER, PASSWORD, STAFF
from demo.world.past import currency_of
from demo.world.pictures import press_photo
from demo.world.press import make_press_kit
from venues.actions import create_stage, create_venue
from venues.models import Stage


@dataclass
class World:
    """What has been built so far. `chance` makes the same world on the same day."""

    today: dt.date
    chance: random.Random
    # Hashed once for all: hashing each password would take longer than everything else.
    password: str = field(default_factory=lambda: make_password(PASSWORD))
    logins: dict[str, User] = field(default_factory=dict)
    people: list[User] = field(default_factory=list)
    bands: list[Party] = field(default_factory=list)
    leaders: dict[Party, User] = field(default_factory=dict)
    stages: list[Stage] = field(default_factory=list)
    names: Iterator[str] = field(default_factory=lambda: _names())

    @property
    def staff(self) -> User:
        return self.logins[STAFF]

    def snapshot(self) -> dict[str, list | dict]:
        """What has been built so far, for `restore`."""
        return {name: copy(value) for name, value in vars(self).items() if isinstance(value, list | dict)}

    def restore(self, before: dict[str, list | dict]) -> None:
        """Forget what was added since: it was rolled back."""
        vars(self).update(before)


def _names() -> Iterator[str]:
    for round_number in range(len(FAMILY_NAMES)):
        for position, given in enumerate(GIVEN_NAMES):
            yield f"{given} {FAMILY_NAMES[(position + 7 * round_number) % len(FAMILY_NAMES)]}"


def add_logins(world: World) -> None:
    """The people whose logins are printed come first, so that one can sign in while the rest is being built."""
    for email in (LEADER, DRUMMER, MANAGER, CLIENT, ENGINEER):
        world.logins[email] = _person(world, email, next(world.names), "Europe/Berlin")
    world.logins[STAFF] = _person(world, STAFF, "Sam Staff", "Europe/Berlin", is_staff=True, is_superuser=True)


def _person(world: World, email: str, name: str, zone: str, **fields) -> User:
    user = User.objects.create(
        email=email, name=name, timezone=zone, calendar=Calendar.objects.create(), password=world.password, **fields
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    world.people.append(user)
    return user


def add_person(world: World, zone: str) -> User:
    return _person(world, f"person{len(world.people):03}@{DOMAIN}", next(world.names), zone)


def add_band(world: World, part: BandPart) -> None:
    city = City.objects.get(geonames_id=part.city)
    leader = world.logins[LEADER] if not world.bands else add_person(world, city.timezone)
    genres = list(Genre.objects.filter(slug__in=part.genres))
    quorum = len(part.instruments) - 1 if len(part.instruments) > 3 else None
    common = {"acting_user": leader, "name": part.name, "timezone": city.timezone, "city": city, "genres": genres}
    is_solo = len(part.instruments) == 1
    band = create_solo_act(**common) if is_solo else create_band(**common, quorum=quorum)
    party = band.party
    Band.objects.filter(pk=party.pk).update(draw=part.draw, travel_radius_km=part.radius_km)
    party.memberships.filter(user=leader, role=Role.MEMBER).update(instrument=part.instruments[0])
    for instrument in part.instruments[1:]:
        _join(world, party, leader, instrument)
    _finish_page(world, party, leader, part)
    make_press_kit(party, leader, part, world.today)
    world.bands.append(party)
    world.leaders[party] = leader


def add_musicians(world: World) -> None:
    """Some who show themselves as musicians: the people whose logins are printed, and every fourth of all others."""
    for user in [world.logins[LEADER], world.logins[DRUMMER], *world.people[6::4]]:
        playing = user.memberships.current().filter(role=Role.MEMBER).select_related("party__city").first()
        if playing:
            update_musician(
                acting_user=user,
                is_public=True,
                is_dep=world.chance.random() < 0.5,
                instruments=playing.instrument or "Voice",
                city=playing.party.city,
            )


def _join(world: World, party: Party, leader: User, instrument: str) -> None:
    """A member follows an invite link; one drummer plays in two bands, so that truth across bands can be seen."""
    is_shared = instrument == "Drums" and party.name in ("Low Tide Choir", "Iron Weather")
    user = world.logins[DRUMMER] if is_shared else add_person(world, party.timezone)
    _, token = create_invite(acting_user=leader, party=party, role=Role.MEMBER, uses=1, expires_in_days=14)
    accept_invite(acting_user=user, token=token, instrument=instrument, may_be_booked=world.chance.random() < 0.94)


class PageFields(TypedDict, total=False):
    tagline: str
    bio: str
    fee_min_minor: int
    fee_max_minor: int
    fee_currency: Currency


def _finish_page(world: World, party: Party, leader: User, part: BandPart | VenuePart) -> None:
    fields: PageFields = {"tagline": part.tagline, "bio": part.bio}
    if isinstance(part, BandPart):
        fields |= {
            "fee_min_minor": part.fee[0] * 100,
            "fee_max_minor": part.fee[1] * 100,
            "fee_currency": Currency.objects.get(code=part.currency),
        }
    update_party(acting_user=leader, party=party, **fields)
    add_photo(
        acting_user=leader, party=party, file=ContentFile(press_photo(part), name="press.jpg"),
        alt=f"{part.name}, drawn", credit="StageSlot demo, drawn",
    )  # fmt: skip
    Party.objects.filter(pk=party.pk).update(is_demo=True)
    approve_party(acting_user=world.staff, party=party, reason="Demo world")
    party.refresh_from_db()


def add_venue(world: World, part: VenuePart) -> None:
    city = City.objects.get(geonames_id=part.city)
    manager = world.logins[MANAGER] if not world.stages else add_person(world, city.timezone)
    venue = create_venue(acting_user=manager, name=part.name, timezone=city.timezone, city=city)
    party = venue.party
    party.genres.set(Genre.objects.filter(slug__in=part.genres))
    type(venue).objects.filter(pk=venue.pk).update(
        address=part.address, postal_code=part.postal_code, latitude=part.latitude, longitude=part.longitude
    )
    stages = [create_stage(acting_user=manager, venue=venue, name=name, capacity=size) for name, size in part.stages]
    world.stages += stages
    furnish(venue, stages, manager)
    _, token = create_invite(acting_user=manager, party=party, role=Role.STAFF, uses=1, expires_in_days=14)
    accept_invite(acting_user=add_person(world, city.timezone), token=token, instrument="", may_be_booked=False)
    _finish_page(world, party, manager, part)
    world.leaders[party] = manager


def say_something(world: World, user: User) -> None:
    """Most people are known for months, some only for weeks, a few not at all; some work nights, some go on holiday."""
    zone = ZoneInfo(user.timezone)
    known_days = world.chance.choices((150, 40, 0), weights=(86, 9, 5))[0]
    if user.email in (LEADER, DRUMMER, MANAGER):
        known_days = 150
    if known_days:
        set_known_until(
            acting_user=user, calendar=user.calendar, until=world.today + dt.timedelta(days=known_days),
            timezone=user.timezone,
        )  # fmt: skip

    def at(days: int, hour: int) -> dt.datetime:
        return dt.datetime.combine(world.today + dt.timedelta(days=days), dt.time(hour), tzinfo=zone)

    def said(kind: BlockKind, starts_at: dt.datetime, ends_at: dt.datetime, rrule: str = "") -> None:
        say_time(
            acting_user=user, calendar=user.calendar, kind=kind, starts_at=starts_at, ends_at=ends_at,
            timezone=user.timezone, rrule=rrule,
        )  # fmt: skip

    if world.chance.random() < 0.3:
        weekday = world.chance.choice(("MO", "TU", "WE"))
        said(BlockKind.BUSY, at(-60, 18), at(-60, 22), f"FREQ=WEEKLY;BYDAY={weekday}")
    if world.chance.random() < 0.25:
        away = world.chance.randrange(5, 60)
        said(BlockKind.BUSY, at(away, 8), at(away + world.chance.randrange(2, 7), 20))
    for _ in range(world.chance.randrange(3)):
        day = world.chance.randrange(3, 80)
        said(world.chance.choice((BlockKind.MAYBE, BlockKind.BUSY)), at(day, 17), at(day, 23))


def plan_nights(world: World, night: dt.date, plan) -> None:
    """Each stage has something on nearly every week, mostly at the end of it."""
    odds = {3: 0.13, 4: 0.28, 5: 0.38}.get(night.weekday(), 0.025)
    for stage in world.stages:
        if world.chance.random() < odds:
            plan(world, stage, night)


def plan_night(world: World, stage: Stage, night: dt.date) -> None:
    """A night to come: a DJ until the morning, or a bill whose spots are open, applied for, booked or cancelled."""
    host = stage.venue.party
    manager = world.leaders[host]
    zone = ZoneInfo(host.timezone)
    late = world.chance.random() < 0.15
    starts_at = dt.datetime.combine(night, dt.time(23 if late else world.chance.choice((20, 21))), tzinfo=zone)
    ends_at = starts_at + dt.timedelta(hours=6 if late else 3, minutes=0 if late else 30)
    currency = currency_of(host.timezone)
    set_length = (ends_at - starts_at) / 2
    spots = [
        SpotDraft(
            role=SpotRole.DJ if late else SpotRole.HEADLINER, starts_at=ends_at - set_length, ends_at=ends_at,
            fee_minor=world.chance.randrange(20, 90) * 1000, fee_currency=currency,
        )
    ]  # fmt: skip
    if world.chance.random() < 0.5 and not late:
        spots.insert(
            0,
            SpotDraft(role=SpotRole.OPENER, starts_at=starts_at, ends_at=starts_at + dt.timedelta(minutes=45),
                      fee_minor=world.chance.randrange(8, 20) * 1000, fee_currency=currency),
        )  # fmt: skip
    show = create_show(
        acting_user=manager, owner=host, stage=stage, title=_title(world, night, late), starts_at=starts_at,
        ends_at=ends_at, load_in_at=starts_at - dt.timedelta(hours=4), doors_at=starts_at - dt.timedelta(hours=1),
        spots=spots, publish=True,
    )  # fmt: skip
    for spot in show.spots.all():
        _answer(world, manager, spot)


def _title(world: World, night: dt.date, late: bool) -> str:
    if late:
        return world.chance.choice(("Until the ferries run", "Nachtschicht", "Low light", "Sleepless"))
    if night.weekday() < 4:
        return world.chance.choice(("Thursday live", "New names", "Small hours, early", "Midweek noise"))
    return world.chance.choice(("", "", "Double bill", "Loud and near", "Hauskonzert", "Two of ours"))


def _answer(world: World, manager: User, spot) -> None:
    applied = []
    for act in world.chance.sample(world.bands, k=world.chance.choice((0, 1, 1, 2, 3))):
        try:
            applied.append(
                apply_to_spot(
                    acting_user=world.leaders[act], spot=spot, act=act, message=world.chance.choice(MESSAGES),
                    lineup=None, despite_conflicts=True,
                )
            )  # fmt: skip
        except Taken:
            continue
    if not applied:
        return
    luck = world.chance.random()
    try:
        if luck < 0.62:
            booking = accept_booking(acting_user=manager, booking=applied[0], message="See you at load-in!")
            if luck < 0.06:
                cancel_booking(acting_user=manager, booking=booking, message="The PA is being repaired, we are sorry.")
        elif luck < 0.70:
            decline_booking(acting_user=manager, booking=applied[-1], message="Not this time, but please ask again.")
    except Taken:
        return


def add_requests(world: World) -> None:
    city = City.objects.get(geonames_id=BANDS[0].city)
    for days, place, fee in ((52, 0, 60000), (59, 4, 90000), (66, 14, 75000)):
        starts_at = dt.datetime.combine(
            world.today + dt.timedelta(days=days), dt.time(18), tzinfo=ZoneInfo("Europe/Berlin")
        )
        request_act(
            acting_user=world.logins[CLIENT], act=world.bands[place % len(world.bands)],
            starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=4), place="Boathouse garden, Elbchaussee",
            city=city, fee_minor=fee, fee_currency="EUR",
            message="A birthday party for about eighty guests, power and a roof are there.",
        )  # fmt: skip
