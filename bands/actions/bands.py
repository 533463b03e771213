"""Making bands and changing what only bands have."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.actions import add_membership, create_party, update_party
from accounts.models import User
from accounts.states import PartyKind, Role
from bands.models import Band
from catalogue.models import City, Genre

QUORUM_MAX = 100
DRAW_MAX = 1_000_000
RADIUS_MAX = 20_000
BAND_FIELDS = {"quorum", "draw", "travel_radius_km", "evening_from", "evening_to"}
MOST = {"quorum": QUORUM_MAX, "draw": DRAW_MAX, "travel_radius_km": RADIUS_MAX}


@transaction.atomic
def create_band(
    *,
    acting_user: User,
    name: str,
    timezone: str,
    city: City | None = None,
    genres: Iterable[Genre] = (),
    quorum: int | None = None,
    instrument: str = "",
) -> Band:
    """A new band; its maker owns it and plays in it. Raises ValidationError by field."""
    party = create_party(
        acting_user=acting_user, kind=PartyKind.BAND, name=name, timezone=timezone, city=city, genres=genres
    )
    band = Band.objects.create(party=party, quorum=_checked("quorum", quorum))
    add_membership(acting_user=acting_user, party=party, user=acting_user, role=Role.MEMBER, instrument=instrument)
    return band


@transaction.atomic
def update_band(*, acting_user: User, band: Band, **fields) -> Band:
    """Change a band's page; what is not named stays.

    `fields`: quorum, draw, travel_radius_km (positive or None), evening_from and evening_to (local times; an end that
    is before the start lies on the next day), and those of `accounts.actions.update_party`. Raises ValidationError.
    """
    if not can_lead(acting_user, band.party):
        raise PermissionDenied
    own = {field: _checked(field, fields.pop(field)) for field in BAND_FIELDS & fields.keys()}
    for field, value in own.items():
        setattr(band, field, value)
    if band.evening_from == band.evening_to:
        raise ValidationError({"evening_to": [_("The evening needs some hours.")]})
    band.save(update_fields=list(own))
    band.party = update_party(acting_user=acting_user, party=band.party, **fields)
    return band


def _checked(field: str, value: Any) -> Any:
    if field not in MOST:
        return value
    if value is not None and not 1 <= value <= MOST[field]:
        raise ValidationError({field: [_("Enter a number between 1 and %(most)s.") % {"most": MOST[field]}]})
    return value
