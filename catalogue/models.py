"""Places, genres and currencies: what every other app points down to."""

import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.names.countries import country_name
from catalogue.names.folding import Fold
from catalogue.names.places import region_name, town_name


def city_id(geonames_id: int) -> uuid.UUID:
    """The public id of a GeoNames feature: the UUIDv5 of its linked-data address, the same in every installation."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://sws.geonames.org/{geonames_id}/")


class Country(models.Model):
    """A country or territory by its ISO 3166-1 alpha-2 code."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        ordering = ["name"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """Its name in the language that is active."""
        return country_name(self.code, self.name)


class Region(models.Model):
    """The first administrative level of a country (state, land, province), with the code GeoNames gives it."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="regions", verbose_name=_("country"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        ordering = ["country", "name"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="catalogue_region_once")]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        """Its name in the language that is active."""
        return region_name(self.country_id, self.code, self.name)

    @property
    def full_label(self) -> str:
        """The same with its country: "Bavaria, Germany"."""
        return f"{self.label}, {self.country.label}"


class City(models.Model):
    """A town of at least 15,000 people, or one added by staff. `timezone` is an IANA name."""

    id = models.UUIDField(primary_key=True, editable=False)
    geonames_id = models.PositiveIntegerField(_("GeoNames id"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    ascii_name = models.CharField(_("name in ASCII"), max_length=120)
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="cities", verbose_name=_("region")
    )
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="cities", verbose_name=_("country"))
    latitude = models.FloatField(_("latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)])
    longitude = models.FloatField(_("longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)])
    timezone = models.CharField(_("time zone"), max_length=40)
    population = models.PositiveIntegerField(_("population"), default=0)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        indexes = [models.Index(fields=["latitude", "longitude"], name="catalogue_city_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="catalogue_city_on_earth",
            )
        ]

    def __str__(self):
        return self.label

    @property
    def said_name(self) -> str:
        """ "Munich", "München": what the language that is active calls it. `name` is the gazetteer's, for addresses."""
        return town_name(self.geonames_id, self.name)

    @property
    def label(self) -> str:
        """ "Hamburg, Germany", in the language that is active; reads the country, so select it with the city."""
        return f"{self.said_name}, {self.country.label}"

    @property
    def full_label(self) -> str:
        """ "San Jose, California, United States": the label that tells towns of one name apart.

        A region that has no name here, or the town's own, is left out. Reads country and region."""
        if not self.region or self.region.label in (self.region.code, self.said_name):
            return self.label
        return f"{self.said_name}, {self.region.label}, {self.country.label}"


class CityName(models.Model):
    """A name a city is searched by: its own and, for larger ones, those in other languages ("Munich", "München")."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="names", verbose_name=_("city"))
    name = models.CharField(_("name"), max_length=120)
    folded = models.GeneratedField(
        expression=Fold("name"), output_field=models.CharField(max_length=120), db_persist=True
    )

    class Meta:
        verbose_name = _("name of a city")
        verbose_name_plural = _("names of cities")
        constraints = [models.UniqueConstraint(fields=["city", "folded"], name="catalogue_city_name_once")]
        indexes = [
            models.Index(OpClass("folded", name="text_pattern_ops"), name="catalogue_city_name_prefix"),
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="catalogue_city_name_typo"),
        ]

    def __str__(self):
        return self.name


class GenreQuerySet(models.QuerySet):
    def branch(self, slug: str):
        """The genre and everything below it: whose way from the root passes through `slug`."""
        return self.filter(path__contains=f"/{slug}/")


class Genre(models.Model):
    """A genre in a tree. `path` repeats the way from the root ("/rock/heavy-metal/doom-metal/"), so that a whole
    branch is one indexed prefix; `actions.save_genre` keeps it true when a genre moves."""

    slug = models.SlugField(_("slug"), max_length=60, primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("parent")
    )
    path = models.CharField(max_length=500, unique=True, editable=False)
    number = models.IntegerField(
        unique=True,
        editable=False,
        db_default=models.Func(models.Value("catalogue_genre_number"), function="nextval"),
    )
    """A short key of this installation, for the rows that searches look through."""

    objects = GenreQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("genre")
        verbose_name_plural = _("genres")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    path__endswith=models.functions.Concat(models.Value("/"), "slug", models.Value("/"))
                ),
                name="catalogue_genre_path_ends_in_slug",
            )
        ]

    def __str__(self):
        return self.name


class Currency(models.Model):
    """A currency in use, by its ISO 4217 code. An amount in minor units divided by 10**minor_digits is the amount."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    minor_digits = models.PositiveSmallIntegerField(_("minor digits"), default=2, validators=[MaxValueValidator(4)])

    class Meta:
        ordering = ["code"]
        verbose_name = _("currency")
        verbose_name_plural = _("currencies")

    def __str__(self):
        return self.code


class ExchangeRate(models.Model):
    """How much of a currency one euro is, for comparing fees; never for what is owed.

    `is_built_in` rates came with the site and are rough; those that somebody has set are not touched by an update.
    """

    currency = models.OneToOneField(
        Currency, primary_key=True, on_delete=models.CASCADE, related_name="rate", verbose_name=_("currency")
    )
    per_euro = models.DecimalField(_("one euro is"), max_digits=18, decimal_places=6)
    as_of = models.DateField(_("as of"))
    is_built_in = models.BooleanField(_("came with the site"), default=False, editable=False)

    class Meta:
        ordering = ["currency"]
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.CheckConstraint(name="exchangerate_is_positive", condition=models.Q(per_euro__gt=0)),
        ]

    def __str__(self):
        return f"1 EUR = {self.per_euro.normalize():f} {self.currency_id}"
