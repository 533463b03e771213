"""Making bands and changing what only bands have."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import add_membership, create_party, update_party
from accounts.actions.memberships import lock_led_party
from accounts.actions.naming import give_name
from accounts.actions.parties import raise_version
from accounts.models import User
from accounts.states import PartyKind, Role
from availability.actions import touch
from bands.models import Band
from catalogue.models import City, Genre

QUORUM_MAX = 100
DRAW_MAX = 1_000_000
RADIUS_MAX = 20_000
MINUTES_MAX = 24 * 60
ESSENTIALS_MAX = 10
INSTRUMENT_MAX = 80
JUDGED_BY = {"quorum", "minimum_minutes", "essential_instruments", "evening_from", "evening_to"}
BAND_FIELDS = {"draw", "travel_radius_km", "has_pa", *JUDGED_BY}
MOST = {
    "quorum": QUORUM_MAX,
    "draw": DRAW_MAX,
    "travel_radius_km": RADIUS_MAX,
    "minimum_minutes": MINUTES_MAX,
}


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
    your_name: str = "",
) -> Band:
    """A new band; its maker owns it and plays in it, and says `your_name` unless they have. Raises ValidationError by
    field."""
    give_name(acting_user, your_name)
    party = create_party(
        acting_user=acting_user, kind=PartyKind.BAND, name=name, timezone=timezone, city=city, genres=genres
    )
    band = Band.objects.create(party=party, quorum=_checked("quorum", quorum))
    add_membership(acting_user=acting_user, party=party, user=acting_user, role=Role.MEMBER, instrument=instrument)
    return band


@transaction.atomic
def update_band(*, acting_user: User, band: Band, **fields) -> Band:
    """Change a band's page; what is not named stays.

    `fields`: quorum, minimum_minutes, draw, travel_radius_km (positive or None), has_pa, essential_instruments,
    evening_from and evening_to (local times; an end that is before the start lies on the next day; the minimum fits in
    between), and those of `accounts.actions.update_party`. Raises ValidationError.
    """
    lock_led_party(acting_user, band.party)  # before its calendar, as who joins or leaves does
    own = {field: _checked(field, fields.pop(field)) for field in BAND_FIELDS & fields.keys()}
    for field, value in own.items():
        setattr(band, field, value)
    _check_evening(band)
    band.save(update_fields=list(own))
    if JUDGED_BY & own.keys():
        touch([band.party.calendar_id], public=True)
    band.party = update_party(acting_user=acting_user, party=band.party, **fields)
    if own and not fields:
        raise_version(band.party)
    return band


def _check_evening(band: Band) -> None:
    starts, ends = (dt.timedelta(hours=at.hour, minutes=at.minute) for at in (band.evening_from, band.evening_to))
    if starts == ends:
        raise ValidationError({"evening_to": [_("Enter when your evenings start and end.")]})
    longest = (ends - starts) % dt.timedelta(days=1) // dt.timedelta(minutes=1)
    if band.minimum_minutes is not None and band.minimum_minutes > longest:
        text = _("Your evening is only %(minutes)s minutes long.") % {"minutes": longest}
        raise ValidationError({"minimum_minutes": [text]})


def _checked(field: str, value: Any) -> Any:
    if field == "essential_instruments":
        return _checked_instruments(value)
    if field not in MOST:
        return value
    if value is not None and not 1 <= value <= MOST[field]:
        raise ValidationError({field: [_("Enter a number between 1 and %(most)s.") % {"most": MOST[field]}]})
    return value


def _checked_instruments(instruments: Iterable[str]) -> list[str]:
    """Each once, whatever its case, as it was first written."""
    once = {text.casefold(): text for text in reversed([" ".join(text.split()) for text in instruments]) if text}
    if len(once) > ESSENTIALS_MAX or any(len(text) > INSTRUMENT_MAX for text in once.values()):
        wrong = _("At most %(count)s instruments, each of at most %(length)s characters.")
        values = {"count": ESSENTIALS_MAX, "length": INSTRUMENT_MAX}
        raise ValidationError({"essential_instruments": [wrong % values]})
    return list(reversed(once.values()))
