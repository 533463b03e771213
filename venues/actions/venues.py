"""Making venues, and changing what only venues have."""

import datetime as dt
import math
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.actions import create_party, update_party
from accounts.actions.naming import give_name
from accounts.actions.parties import raise_version
from accounts.hooks import party_redescribed
from accounts.models import User
from accounts.states import PartyKind
from availability.actions import retry_serialization
from availability.actions.locks import SetGrew
from availability.errors import Busy
from catalogue.models import City, Genre
from venues.actions.clocks import lock_clock
from venues.models import Venue
from web.texts import clean_line, clean_text

DAY_ROLL = dt.time(6, 0)
LINES = {"address": 300, "postal_code": 20}
TEXTS = {"access_info": 2000, "load_in_info": 2000, "house_rules": 4000}
VENUE_FIELDS = {"day_starts_at", "latitude", "longitude", *LINES, *TEXTS}


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
    your_name: str = "",
) -> Venue:
    """A new venue without stages, owned by its maker; it lies in its city unless it says where. Its maker says
    `your_name` unless they have.

    Raises ValidationError by field.
    """
    give_name(acting_user, your_name)
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


@retry_serialization
def update_venue(*, acting_user: User, venue: Venue, existing: str | None = None, **fields) -> Venue:
    """Change a venue's page; what is not named stays.

    Another `timezone` or `day_starts_at`: shows and holds follow as `existing` says, one of `venues.states.Existing`;
    without it a venue where something exists keeps its clock, and this raises ValidationError at `existing`.

    `fields`: day_starts_at (local time), address, postal_code, latitude and longitude (degrees, both or neither),
    access_info, load_in_info, house_rules, and those of `accounts.actions.update_party`. Raises ValidationError by
    field, PermissionDenied, and `Taken` or `Busy` where what exists cannot follow.
    """
    if not can_lead(acting_user, venue.party):
        raise PermissionDenied
    try:
        with transaction.atomic():
            following = lock_clock(acting_user, venue, fields, existing)
            _write_venue(acting_user, venue, fields)
            if following:
                following.carry_out()
    except SetGrew as grown:
        raise Busy from grown
    return venue


def _write_venue(acting_user: User, venue: Venue, fields: dict) -> None:
    own = {field: fields.pop(field) for field in VENUE_FIELDS & fields.keys()}
    if own:
        _set_fields(venue, own)
        venue.save(update_fields=list(own))
    venue.party = update_party(acting_user=acting_user, party=venue.party, **fields)
    if own and not fields:
        raise_version(venue.party)
    if own.keys() & {"address", "postal_code"}:
        party_redescribed(venue.party)


def _set_fields(venue: Venue, fields: dict) -> None:
    for field, value in fields.items():
        if field in LINES:
            value = clean_line(field, value, longest=LINES[field])
        elif field in TEXTS:
            value = clean_text(field, value, longest=TEXTS[field])
        setattr(venue, field, value)
    _check_place(venue)


def _check_place(venue: Venue) -> None:
    if (venue.latitude is None) != (venue.longitude is None):
        raise ValidationError({"longitude": [_("Enter both latitude and longitude, or neither.")]})
    for field, bound in (("latitude", 90), ("longitude", 180)):
        degrees = getattr(venue, field)
        if degrees is not None and not (math.isfinite(degrees) and abs(degrees) <= bound):
            raise ValidationError({field: [_("Enter degrees between -%(most)s and %(most)s.") % {"most": bound}]})
