"""Making venues and their stages, and changing what only venues have."""

import datetime as dt
import math
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.actions import create_party, update_party
from accounts.actions.memberships import lock_party
from accounts.actions.parties import raise_version
from accounts.actions.texts import clean_line
from accounts.models import User
from accounts.states import PartyKind
from availability.models import Calendar
from catalogue.models import City, Genre
from venues.models import Stage, Venue

STAGES_MAX = 50
CAPACITY_MAX = 1_000_000
DAY_ROLL = dt.time(6, 0)
TEXT_LENGTHS = {"address": 300, "postal_code": 20}
VENUE_FIELDS = {"day_starts_at", "address", "postal_code", "latitude", "longitude"}


@transaction.atomic
def create_venue(
    *,
    acting_user: User,
    name: str,
    timezone: str,
    city: City | None = None,
    genres: Iterable[Genre] = (),
    day_starts_at: dt.time = DAY_ROLL,
    address: str = "",
    postal_code: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
) -> Venue:
    """A new venue without stages, owned by its maker; it lies in its city unless it says where.

    Raises ValidationError by field.
    """
    party = create_party(
        acting_user=acting_user, kind=PartyKind.VENUE, name=name, timezone=timezone, city=city, genres=genres
    )
    if city is not None and latitude is None and longitude is None:
        latitude, longitude = city.latitude, city.longitude
    venue = Venue(party=party)
    given = {"address": address, "postal_code": postal_code, "latitude": latitude, "longitude": longitude}
    _set_fields(venue, given | {"day_starts_at": day_starts_at})
    venue.save(force_insert=True)
    return venue


@transaction.atomic
def update_venue(*, acting_user: User, venue: Venue, **fields) -> Venue:
    """Change a venue's page; what is not named stays.

    `fields`: day_starts_at (local time), address, postal_code, latitude and longitude (degrees, both or neither), and
    those of `accounts.actions.update_party`. Raises ValidationError by field, PermissionDenied.
    """
    if not can_lead(acting_user, venue.party):
        raise PermissionDenied
    own = {field: fields.pop(field) for field in VENUE_FIELDS & fields.keys()}
    _set_fields(venue, own)
    venue.save(update_fields=list(own))
    venue.party = update_party(acting_user=acting_user, party=venue.party, **fields)
    return venue


@transaction.atomic
def create_stage(*, acting_user: User, venue: Venue, name: str, capacity: int | None = None) -> Stage:
    """A stage with its own calendar, last in the venue's order. Raises ValidationError by field, PermissionDenied."""
    if not can_lead(acting_user, venue.party):
        raise PermissionDenied
    lock_party(venue.party)
    last = venue.stages.aggregate(last=Max("position"))["last"]
    stage = Stage(venue=venue, position=0 if last is None else last + 1)
    if venue.stages.count() >= STAGES_MAX:
        raise ValidationError({"name": [_("At most %(count)s stages.") % {"count": STAGES_MAX}]})
    _name_stage(stage, name, capacity)
    stage.calendar = Calendar.objects.create()
    stage.save(force_insert=True)
    raise_version(venue.party)
    return stage


@transaction.atomic
def update_stage(*, acting_user: User, stage: Stage, name: str, capacity: int | None = None) -> Stage:
    """Another name or capacity. Raises ValidationError by field, PermissionDenied."""
    if not can_lead(acting_user, stage.venue.party):
        raise PermissionDenied
    lock_party(stage.venue.party)
    _name_stage(stage, name, capacity)
    stage.save(update_fields=["name", "capacity"])
    raise_version(stage.venue.party)
    return stage


@transaction.atomic
def set_parts(*, acting_user: User, stage: Stage, parts: Iterable[Stage]) -> Stage:
    """Say which rooms of the house a stage is made of; none: it is a room of its own.

    Rooms that are made of rooms are no parts, and a part is made of none. What stands on the nights of the stage is
    not looked at: `bookings.actions.set_parts` does. Raises ValidationError at `parts`, PermissionDenied.
    """
    if not can_lead(acting_user, stage.venue.party):
        raise PermissionDenied
    lock_party(stage.venue.party)
    wanted = {part.pk: part for part in parts}
    if any(part.venue_id != stage.venue_id or part.pk == stage.pk for part in wanted.values()):
        raise ValidationError({"parts": [_("Choose other rooms of the same house.")]})
    if wanted and (len(wanted) == 1 or stage.wholes.exists()):
        raise ValidationError({"parts": [_("A room is made of two others or more, and is itself part of none then.")]})
    if Stage.objects.filter(pk__in=wanted, parts__isnull=False).exists():
        raise ValidationError({"parts": [_("One of these is made of rooms itself: choose those.")]})
    stage.parts.set(wanted.values())
    raise_version(stage.venue.party)
    return stage


def _name_stage(stage: Stage, name: str, capacity: int | None) -> None:
    """The venue is locked, so the name is still free when the stage is written."""
    stage.name = clean_line("name", name, longest=120, required=True)
    stage.capacity = capacity
    if capacity is not None and not 1 <= capacity <= CAPACITY_MAX:
        raise ValidationError({"capacity": [_("Enter a number between 1 and %(most)s.") % {"most": CAPACITY_MAX}]})
    if stage.venue.stages.exclude(pk=stage.pk).filter(name=stage.name).exists():
        raise ValidationError({"name": [_("There is a stage of this name already.")]})


def _set_fields(venue: Venue, fields: dict) -> None:
    for field, value in fields.items():
        if field in TEXT_LENGTHS:
            value = clean_line(field, value, longest=TEXT_LENGTHS[field])
        setattr(venue, field, value)
    _check_place(venue)


def _check_place(venue: Venue) -> None:
    if (venue.latitude is None) != (venue.longitude is None):
        raise ValidationError({"longitude": [_("Give both latitude and longitude, or neither.")]})
    for field, bound in (("latitude", 90), ("longitude", 180)):
        degrees = getattr(venue, field)
        if degrees is not None and not (math.isfinite(degrees) and abs(degrees) <= bound):
            raise ValidationError({field: [_("Enter degrees between -%(most)s and %(most)s.") % {"most": bound}]})
