import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension, CreateExtension
from django.db import migrations, models

import discovery.models


class Migration(migrations.Migration):
    """The rows that searches look through; 0002 says how they are kept."""

    initial = True

    dependencies = [
        ("accounts", "0005_agencies"),
        ("bands", "0003_band_has_pa"),
        ("catalogue", "0003_numbers_and_rates"),
        ("venues", "0002_rooms_made_of_rooms"),
    ]

    operations = [
        BtreeGistExtension(),
        CreateExtension("cube"),
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
                ("spot", discovery.models.SpotField(null=True)),
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
                        django.contrib.postgres.indexes.OpClass("name", name="gin_trgm_ops"), name="searchtext_alike"
                    ),
                ],
            },
        ),
    ]
