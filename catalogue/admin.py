"""Staff keep the catalogue: genres above all."""

from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from web.office import WritesChanges

from .actions import save_city, save_genre, save_rate
from .models import City, CityName, Country, Currency, ExchangeRate, Genre, Region


class GenreForm(forms.ModelForm):
    class Meta:
        model = Genre
        fields = ("name", "slug", "parent")

    def clean(self):
        cleaned = super().clean() or {}
        slug, parent = self.instance.slug or cleaned.get("slug"), cleaned.get("parent")
        if parent and f"/{slug}/" in parent.path:
            raise ValidationError({"parent": _("A genre cannot be below itself.")})
        return cleaned


@admin.register(Genre)
class GenreAdmin(ModelAdmin):
    form = GenreForm
    list_display = ("name", "slug", "parent")
    list_select_related = ("parent",)
    search_fields = ("name", "slug")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request, obj=None):
        """A slug is in addresses and in what others stored: it never changes."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def save_model(self, request, obj, form, change):
        if not change or form.changed_data:
            save_genre(obj)


class CityForm(forms.ModelForm):
    class Meta:
        model = City
        fields = (
            "geonames_id",
            "name",
            "ascii_name",
            "region",
            "country",
            "latitude",
            "longitude",
            "timezone",
            "population",
        )

    def clean_timezone(self):
        timezone = self.cleaned_data["timezone"]
        if timezone not in available_timezones():
            raise ValidationError(_("Enter an IANA time zone, such as Europe/Berlin."))
        return timezone


class CityNameInline(TabularInline):
    model = CityName
    fields = ("name",)
    extra = 0


@admin.register(City)
class CityAdmin(ModelAdmin):
    form = CityForm
    inlines = (CityNameInline,)
    list_display = ("name", "region", "country", "timezone", "population")
    list_select_related = ("region", "country")
    list_filter = ("country",)
    search_fields = ("name", "ascii_name")
    autocomplete_fields = ("region", "country")
    ordering = ("-population",)
    show_full_result_count = False

    def get_readonly_fields(self, request, obj=None):
        """The public id is made of the GeoNames id."""
        return ("geonames_id",) if obj else ()

    def save_model(self, request, obj, form, change):
        if not change or form.changed_data:
            save_city(obj)


@admin.register(Country)
class CountryAdmin(WritesChanges):
    list_display = ("name", "code")
    search_fields = ("name", "code")


@admin.register(Region)
class RegionAdmin(WritesChanges):
    list_display = ("name", "code", "country")
    list_select_related = ("country",)
    search_fields = ("name", "code", "country__name")
    autocomplete_fields = ("country",)


@admin.register(Currency)
class CurrencyAdmin(WritesChanges):
    list_display = ("code", "name", "minor_digits")
    search_fields = ("code", "name")

    def get_readonly_fields(self, request, obj=None):
        """Amounts are stored in minor units: other digits would change what they are worth."""
        return ("code", "minor_digits") if obj else ()


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ModelAdmin):
    list_display = ("currency", "per_euro", "as_of", "is_built_in")
    search_fields = ("currency__code", "currency__name")

    def get_readonly_fields(self, request, obj=None):
        return ("currency",) if obj else ()

    def save_model(self, request, obj, form, change):
        """A rate becomes the site's own, which no update touches, only where it was changed."""
        if not change or form.changed_data:
            save_rate(obj)
