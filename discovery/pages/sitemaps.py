"""What search engines are told of: public acts, venues, professionals, musicians, shows and towns, straight from the
tables, so that what is suspended is gone at once. In files of 5,000 addresses
(https://www.sitemaps.org/protocol.html allows 50,000)."""

import datetime as dt
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Party
from accounts.states import PartyKind
from bands.models import Musician
from bookings.models import Show
from catalogue.models import City
from discovery.queries.cities import city_address

ADDRESSES = 5_000
SHOWS_BACK = dt.timedelta(days=90)
"""Shows that are over stay for a quarter of a year; then those who look for them find them on their acts' pages."""


class PartySitemap(Sitemap):
    """The public pages of one kind of party."""

    limit = ADDRESSES
    kind: PartyKind
    page: str

    def items(self) -> Any:
        return Party.objects.public().filter(kind=self.kind).order_by("pk").only("slug", "changed_at")

    def lastmod(self, party: Party) -> dt.datetime:
        return party.changed_at

    def location(self, party: Party) -> str:
        return reverse(self.page, args=[party.slug])

    def get_latest_lastmod(self) -> dt.datetime | None:
        return self.items().aggregate(last=Max("changed_at"))["last"]


class ActSitemap(PartySitemap):
    kind, page = PartyKind.BAND, "discovery:act"


class VenueSitemap(PartySitemap):
    kind, page = PartyKind.VENUE, "discovery:venue"


class ProfessionalSitemap(PartySitemap):
    kind, page = PartyKind.PROFESSIONAL, "discovery:professional"


class MusicianSitemap(Sitemap):
    """Musicians who show themselves to everybody."""

    limit = ADDRESSES

    def items(self) -> Any:
        return Musician.objects.public().select_related("user").order_by("pk")

    def lastmod(self, musician: Musician) -> dt.datetime:
        return musician.changed_at

    def location(self, musician: Musician) -> str:
        return reverse("bands:musician", args=[musician.slug])

    def get_latest_lastmod(self) -> dt.datetime | None:
        return self.items().aggregate(last=Max("changed_at"))["last"]


class ShowSitemap(Sitemap):
    """Shows that everybody may know by name, to come or lately over. They changed when their history last grew."""

    limit = ADDRESSES

    def items(self) -> Any:
        return shows_told().annotate(changed_at=Max("history__at")).order_by("pk").only("pk")

    def lastmod(self, show: Any) -> dt.datetime | None:
        return show.changed_at

    def location(self, show: Show) -> str:
        return reverse("bookings:show", args=[show.pk])

    def get_latest_lastmod(self) -> dt.datetime | None:
        return shows_told().aggregate(last=Max("history__at"))["last"]


class CitySitemap(Sitemap):
    """Towns with shows to come, changed when one of these did."""

    limit = ADDRESSES

    def items(self) -> Any:
        told = Q(shows__in=Show.objects.public().filter(out_at__gt=now()))
        return City.objects.filter(told).annotate(changed_at=Max("shows__history__at", filter=told)).order_by("pk")

    def lastmod(self, city: Any) -> dt.datetime | None:
        return city.changed_at

    def location(self, city: City) -> str:
        return city_address(city)


def shows_told() -> Any:
    """The shows that search engines are told of."""
    return Show.objects.public().filter(out_at__gt=now() - SHOWS_BACK)


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "acts": ActSitemap,
    "venues": VenueSitemap,
    "professionals": ProfessionalSitemap,
    "musicians": MusicianSitemap,
    "shows": ShowSitemap,
    "cities": CitySitemap,
}
