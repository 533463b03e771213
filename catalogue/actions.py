"""What staff change in the catalogue; the admin calls these."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from .models import City, CityName, Genre, city_id


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
