"""What a request names by id or slug. Unknown names are 422 at their field."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import get_led_party_for, get_party_for
from accounts.models import Party
from accounts.states import PartyKind
from catalogue.models import City, Currency, Genre, Region
from discovery.queries.region_names import find_region
from venues.models import Stage


def named_city(city_id: uuid.UUID | None) -> City | None:
    """Raises ValidationError at `city`."""
    if city_id is None:
        return None
    city = City.objects.select_related("country", "region").filter(pk=city_id).first()
    if city is None:
        raise ValidationError({"city": [_("This is not a town we know.")]})
    return city


def named_region(slug: str) -> Region | None:
    """A region by its id in the API ("bavaria-de-02"), None for an empty one. Raises ValidationError at `region`."""
    if not slug:
        return None
    region = find_region(slug)
    if region is None:
        raise ValidationError({"region": [_("We can’t find this region.")]})
    return region


def named_genres(slugs: Sequence[str]) -> list[Genre]:
    """Raises ValidationError at `genres`."""
    genres = list(Genre.objects.filter(pk__in=set(slugs)))
    if len(genres) != len(set(slugs)):
        raise ValidationError({"genres": [_("This is not a genre we know.")]})
    return genres


def named_currency(code: str, field: str) -> Currency:
    """A currency by its ISO 4217 code. Raises ValidationError at the field."""
    currency = Currency.objects.filter(pk=code.upper()).first()
    if currency is None:
        raise ValidationError({field: [_("We don’t know this currency.")]})
    return currency


def named_stage(venue: Party, stage_id: uuid.UUID) -> Stage:
    """A stage of this venue, with all a show needs. Raises ValidationError at `stage`."""
    stage = Stage.objects.select_related("venue__party__city", "calendar").filter(pk=stage_id, venue=venue.pk).first()
    if stage is None:
        raise ValidationError({"stage": [_("This venue doesn’t have that stage.")]})
    return stage


def named_band(user, slug: str) -> Party:
    """An act the user leads. Raises ValidationError at `band`, PermissionDenied where they may only look."""
    try:
        return get_led_party_for(user, slug)
    except Http404 as error:
        raise ValidationError({"band": [_("This act doesn’t exist.")]}) from error


def named_act(user, slug: str) -> Party:
    """An act the user may know. Raises ValidationError at `band`."""
    try:
        return get_party_for(user, slug)
    except Http404 as error:
        raise ValidationError({"band": [_("This act doesn’t exist.")]}) from error


def named_party(loader: Callable[..., Party], user, slug: str, field: str) -> Party:
    """A party by one of the loaders of `accounts.access`. Raises ValidationError at the field for a party that one may
    not know, PermissionDenied where the loader wants more than knowing it."""
    try:
        return loader(user, slug)
    except Http404 as error:
        raise ValidationError({field: [_("We can’t find anyone with this name.")]}) from error


def named_kind(kind: str | None) -> str | None:
    """A kind of party to search for. Raises ValidationError at `kind`."""
    if kind is not None and kind not in PartyKind.values:
        raise ValidationError({"kind": [_("Say band, venue, person or professional.")]})
    return kind


def nights(first: dt.date | None, last: dt.date | None, timezone: str, *, days: int) -> tuple[dt.date, dt.date]:
    """The nights asked for; left out, from today on a party's clock, and so many days.

    Raises ValidationError at `to` for years nobody plans for.
    """
    first = first or now().astimezone(ZoneInfo(timezone)).date()
    if not 1970 <= first.year <= 2190 or (last and last.year > 2190):
        raise ValidationError({"to": [_("These nights are too far in the future.")]})
    return first, last or first + dt.timedelta(days=days - 1)


def near_point(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """A place by its degrees, None where none is given. Raises ValidationError at `lat` for half of one."""
    if (latitude is None) != (longitude is None):
        raise ValidationError({"lat": [_("A place needs both lat and lon.")]})
    return None if latitude is None or longitude is None else (latitude, longitude)
