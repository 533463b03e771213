"""What searches look through: rows made by triggers of what stands elsewhere, in the same transaction (docs/search.md).

Nothing writes here but PostgreSQL itself. The truth is in parties, their genres, bands, venues, stages, memberships,
professionals, services and rates; `discovery.queries.checking` proves that both agree.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from accounts.models import Party


class SpotField(models.Field):
    """A place on the globe as a point of three dimensions, in kilometres from its centre: a `cube` of PostgreSQL.

    The straight line between two of them grows with the way along the ground, so that a GiST index gives the nearest
    first, everywhere, without a projection.
    """

    def db_type(self, connection):
        return "cube"


class Listing(models.Model):
    """A public party under one heading: its kind, or its kind with one of its genres or what stands above that.

    `heading` is a number of both (see `discovery.queries.search.parties.headings`). A fee is in euros, from
    `fee_low` to `fee_high`; who names none has infinity and minus infinity, so that no range meets it and it comes
    last. `rating` is in hundredths, 0 for who has none; `standing` is what it is worth, in hundredths: less where it is
    of few reviews (`discovery_standing`).

    `disciplines` to `roles` are of professionals, and null for others. `hour_rate` and `day_rate` are the lowest prices
    in euros of what they offer by the hour and by the day, infinity where there is none. `roles` are what they did
    on records, in small letters.
    """

    pk = models.CompositePrimaryKey("party_id", "heading")
    party = models.ForeignKey(Party, on_delete=models.DO_NOTHING, related_name="listings", db_index=False)
    heading = models.IntegerField()
    calendar_id = models.BigIntegerField()
    spot = SpotField(null=True)
    rating = models.SmallIntegerField()
    standing = models.SmallIntegerField()
    fee_low = models.FloatField()
    fee_high = models.FloatField()
    draw = models.IntegerField(null=True)
    capacity = models.IntegerField(null=True)
    size = models.SmallIntegerField()
    has_pa = models.BooleanField()
    travel_km = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    disciplines = ArrayField(models.CharField(max_length=12), null=True)
    languages = ArrayField(models.CharField(max_length=2), null=True)
    is_remote = models.BooleanField(null=True)
    hour_rate = models.FloatField(null=True)
    day_rate = models.FloatField(null=True)
    is_verified = models.BooleanField(null=True)
    roles = ArrayField(models.TextField(), null=True)

    class Meta:
        indexes = [
            GistIndex(name="listing_near", fields=["heading", "spot"]),
            models.Index(
                name="listing_standing",
                fields=["heading", "standing", "party"],
                include=["calendar_id", "spot", "fee_low", "fee_high"],
            ),
            models.Index(name="listing_fee", fields=["heading", "fee_low", "party"]),
            models.Index(name="listing_new", fields=["heading", "created_at", "party"]),
            models.Index(
                name="listing_hour_rate",
                fields=["heading", "hour_rate", "party"],
                condition=models.Q(hour_rate__isnull=False),
            ),
            models.Index(
                name="listing_day_rate",
                fields=["heading", "day_rate", "party"],
                condition=models.Q(day_rate__isnull=False),
            ),
            # Who meets a wish that few meet: their order would be walked to its end.
            GinIndex(
                name="listing_studio",
                fields=["heading", "disciplines", "languages", "roles", "is_verified"],
                condition=models.Q(disciplines__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.party_id} under {self.heading}"


class SearchText(models.Model):
    """The words of a public party, folded: those of its name (weight A), line and town (B), and of its bio (D)."""

    party = models.OneToOneField(Party, on_delete=models.DO_NOTHING, primary_key=True, related_name="search_text")
    name = models.TextField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(name="searchtext_words", fields=["words"]),
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="searchtext_alike"),
        ]

    def __str__(self):
        return self.name
