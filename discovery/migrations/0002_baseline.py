import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import discovery.models.listings
import web.identifiers
import web.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_baseline"),
        ("accounts", "__first__"),
        ("discovery", "0001_baseline_extensions"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="ListingRefresh",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "fact",
                            models.CharField(
                                choices=[("rate", "Exchange rate"), ("city", "Town"), ("genre", "Genre")],
                                max_length=5,
                                verbose_name="what",
                            ),
                        ),
                        ("key", models.CharField(max_length=120, verbose_name="which")),
                        (
                            "changed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now(), verbose_name="changed"
                            ),
                        ),
                        (
                            "waits_for",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40), null=True, size=None
                            ),
                        ),
                        ("reached", models.UUIDField(null=True)),
                        ("done", models.PositiveIntegerField(db_default=0, verbose_name="done")),
                        ("total", models.PositiveIntegerField(null=True, verbose_name="of")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                    ],
                    options={
                        "verbose_name": "refresh of search rows",
                        "verbose_name_plural": "refreshes of search rows",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("finished_at", None)), fields=["id"], name="listingrefresh_left"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SearchText",
                    fields=[
                        (
                            "party",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                primary_key=True,
                                related_name="search_text",
                                serialize=False,
                                to="accounts.party",
                            ),
                        ),
                        ("name", models.TextField()),
                        ("words", django.contrib.postgres.search.SearchVectorField()),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="searchtext_words"),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass("name", name="gin_trgm_ops"),
                                name="searchtext_alike",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Word",
                    fields=[
                        ("word", models.TextField(db_collation="C", primary_key=True, serialize=False)),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass("word", name="gin_trgm_ops"), name="word_alike"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Listing",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "party_id", "heading", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="listings",
                                to="accounts.party",
                            ),
                        ),
                        ("heading", models.IntegerField()),
                        ("calendar_id", models.BigIntegerField()),
                        ("spot", discovery.models.listings.SpotField(null=True)),
                        ("rating", models.SmallIntegerField()),
                        ("fee_low", models.FloatField()),
                        ("fee_high", models.FloatField()),
                        ("draw", models.IntegerField(null=True)),
                        ("capacity", models.IntegerField(null=True)),
                        ("size", models.SmallIntegerField()),
                        ("has_pa", models.BooleanField()),
                        ("travel_km", models.IntegerField(null=True)),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GistIndex(fields=["heading", "spot"], name="listing_near"),
                            models.Index(
                                fields=["heading", "rating", "party"],
                                include=("calendar_id", "spot", "fee_low", "fee_high"),
                                name="listing_rating",
                            ),
                            models.Index(fields=["heading", "fee_low", "party"], name="listing_fee"),
                            models.Index(fields=["heading", "created_at", "party"], name="listing_new"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedSearch",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="saved_searches",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("acts", "Acts"), ("venues", "Venues"), ("nights", "Open nights")],
                                max_length=6,
                            ),
                        ),
                        ("name", models.CharField(max_length=80, verbose_name="name")),
                        ("query", models.CharField(blank=True, max_length=1000)),
                        (
                            "often",
                            models.CharField(
                                choices=[
                                    ("at_once", "As soon as there is something, at most every hour"),
                                    ("daily", "Once a day"),
                                ],
                                default="daily",
                                max_length=7,
                                verbose_name="tell me",
                            ),
                        ),
                        ("is_paused", models.BooleanField(default=False, verbose_name="paused")),
                        (
                            "seen",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, size=None
                            ),
                        ),
                        ("cursor", models.CharField(blank=True, max_length=1000)),
                        (
                            "found",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, size=None
                            ),
                        ),
                        (
                            "news",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, size=None
                            ),
                        ),
                        ("known_at", models.DateTimeField(null=True)),
                        ("look_at", models.DateTimeField(default=django.utils.timezone.now, null=True)),
                        ("told_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-created_at", "-id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("is_paused", False)), fields=["look_at"], name="savedsearch_due"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
