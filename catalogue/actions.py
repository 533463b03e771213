"""What staff change in the catalogue; the admin calls these."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from .models import City, CityName, Currency, ExchangeRate, Genre, city_id

RATE_LIMIT = 10**12


@transaction.atomic
def save_genre(genre: Genre) -> Genre:
    """Saves a genre under its parent and moves all that is below it along. Locks the whole tree, so that two moves
    cannot close a circle. Raises ValidationError if the parent is the genre itself or below it."""
    paths = dict(Genre.objects.select_for_update().order_by("slug").values_list("slug", "path"))
    above = paths[genre.parent_id] if genre.parent_id else "/"
    if f"/{genre.slug}/" in above:
        raise ValidationError({"parent": _("A genre cannot be below itself.")})
    before, genre.path = paths.get(genre.slug), f"{above}{genre.slug}/"
    genre.save()
    if before and before != genre.path:
        below = Genre.objects.filter(path__startswith=before).exclude(pk=genre.pk)
        below.update(path=Concat(Value(genre.path), Substr(F("path"), len(before) + 1)))
    return genre


@transaction.atomic
def save_city(city: City) -> City:
    """Saves a city, giving a new one the id that its GeoNames id makes, and lets it be found by its name."""
    city.pk = city.pk or city_id(city.geonames_id)
    city.save()
    CityName.objects.bulk_create([CityName(city=city, name=city.name)], ignore_conflicts=True)
    return city


@transaction.atomic
def save_rate(rate: ExchangeRate) -> ExchangeRate:
    """Saves what one euro is in a currency as this site's own, which no update touches. Search rows with a fee in
    that currency follow within a minute, written by the worker."""
    rate.is_built_in = False
    rate.save()
    return rate


@transaction.atomic
def set_rates(*, lines: Iterable[str], as_of: dt.date) -> int:
    """Sets all rates of these lines ("USD 1.17", also with a comma, semicolon or tab between), or none; returns how
    many. Empty lines and those that begin with # are left out. Raises ValidationError that names the line."""
    known = set(Currency.objects.values_list("pk", flat=True))
    rates = {}
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            code, per_euro = _read_rate(line, number, known)
            rates[code] = ExchangeRate(currency_id=code, per_euro=per_euro, as_of=as_of)
    for rate in rates.values():
        save_rate(rate)
    return len(rates)


def _read_rate(line: str, number: int, known: set[str]) -> tuple[str, Decimal]:
    code, *rest = line.replace(",", " ").replace(";", " ").split() or [""]
    if code.upper() not in known:
        raise ValidationError(_("Line %(number)d: there is no currency %(code)s.") % {"number": number, "code": code})
    try:
        per_euro = Decimal(rest[0]) if len(rest) == 1 else Decimal(0)
        per_euro = per_euro.quantize(Decimal("0.000001")) if per_euro.is_finite() else Decimal(0)
    except InvalidOperation:
        per_euro = Decimal(0)
    if not 0 < per_euro < RATE_LIMIT:
        raise ValidationError(_("Line %(number)d: enter what one euro is worth, like USD 1.17.") % {"number": number})
    return code.upper(), per_euro
