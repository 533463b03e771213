import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import web.identifiers
import web.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_baseline"),
        ("accounts", "__first__"),
        ("media", "0001_baseline"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Band",
                    fields=[
                        (
                            "party",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="band",
                                serialize=False,
                                to="accounts.party",
                            ),
                        ),
                        (
                            "quorum",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="how many are enough"),
                        ),
                        (
                            "evening_from",
                            models.TimeField(default=datetime.time(19, 0), verbose_name="our evenings start"),
                        ),
                        ("evening_to", models.TimeField(default=datetime.time(0, 0), verbose_name="our evenings end")),
                        (
                            "minimum_minutes",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="how long we need, in minutes"
                            ),
                        ),
                        (
                            "essential_instruments",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=80),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="we never play without",
                            ),
                        ),
                        (
                            "draw",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="people we usually draw"),
                        ),
                        (
                            "travel_radius_km",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="how far we travel, in km"),
                        ),
                        ("has_pa", models.BooleanField(default=False, verbose_name="we bring our own PA")),
                    ],
                    options={
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="band_calendar_weighs",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\nUPDATE availability_calendar SET weighs = NOT weighs\n WHERE id = (SELECT calendar_id FROM accounts_party WHERE id = NEW.party_id)\n   AND weighs <> (NEW.quorum IS NOT NULL OR cardinality(NEW.essential_instruments) > 0);\nRETURN NULL;\n",
                                    hash="ef2ea35dc8e0505a64c0fa1d819ac9839f3defe3",
                                    operation='INSERT OR UPDATE OF "quorum", "essential_instruments"',
                                    pgid="pgtrigger_band_calendar_weighs_40f6c",
                                    table="bands_band",
                                    when="AFTER",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KitLink",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="kit_links",
                                to="accounts.party",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("label", models.CharField(max_length=120, verbose_name="for whom")),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("shows_unlisted", models.BooleanField(default=True, verbose_name="unlisted tracks")),
                        ("shows_exact_fees", models.BooleanField(default=False, verbose_name="exact fees")),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_at", models.DateTimeField(verbose_name="until")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "private link to a press kit",
                        "verbose_name_plural": "private links to press kits",
                        "indexes": [models.Index(fields=["party", "-created_at"], name="kitlink_party_created")],
                    },
                ),
                migrations.CreateModel(
                    name="KitLinkDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "link",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="days", to="bands.kitlink"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("opens", models.PositiveIntegerField(default=0)),
                        ("plays", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "day of a private link",
                        "verbose_name_plural": "days of private links",
                        "constraints": [models.UniqueConstraint(fields=("link", "day"), name="kitlinkday_once")],
                    },
                ),
                migrations.CreateModel(
                    name="PressKit",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="press_kits",
                                to="accounts.party",
                            ),
                        ),
                        ("is_draft", models.BooleanField(default=True)),
                        (
                            "hero",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="accounts.partyphoto",
                                verbose_name="picture on top",
                            ),
                        ),
                        ("bio_short", models.TextField(blank=True, max_length=600, verbose_name="in a few sentences")),
                        ("bio_long", models.TextField(blank=True, max_length=10000, verbose_name="the whole story")),
                        ("lineup", models.TextField(blank=True, max_length=2000, verbose_name="who plays what")),
                        ("quotes", models.JSONField(blank=True, default=list, verbose_name="press quotes")),
                        ("embeds", models.JSONField(blank=True, default=list, verbose_name="players")),
                        ("tracks", models.JSONField(blank=True, default=list, verbose_name="tracks")),
                        ("figures", models.JSONField(blank=True, default=list, verbose_name="numbers")),
                        (
                            "rider_document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="media.document",
                                verbose_name="rider as a PDF",
                            ),
                        ),
                        ("rider_text", models.TextField(blank=True, max_length=20000, verbose_name="technical rider")),
                        ("plot", models.JSONField(blank=True, default=list, verbose_name="stage plot")),
                        ("inputs", models.JSONField(blank=True, default=list, verbose_name="input list")),
                        (
                            "cancellation_terms",
                            models.TextField(blank=True, max_length=4000, verbose_name="if a show is cancelled"),
                        ),
                        ("exact_fees", models.TextField(blank=True, max_length=4000, verbose_name="exact fees")),
                        ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "changed_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "press kit",
                        "verbose_name_plural": "press kits",
                        "constraints": [
                            models.UniqueConstraint(fields=("party", "is_draft"), name="presskit_one_of_each_edition")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PressSound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="press_sounds",
                                to="accounts.party",
                            ),
                        ),
                        (
                            "sound",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="media.sound"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "recording in a press kit",
                        "verbose_name_plural": "recordings in press kits",
                    },
                ),
                migrations.CreateModel(
                    name="Share",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="accounts.party"
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="for whom")),
                        ("token_hash", models.CharField(max_length=64, unique=True)),
                        ("first", models.DateField(verbose_name="from")),
                        ("last", models.DateField(verbose_name="to")),
                        (
                            "weekdays",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="weekdays",
                            ),
                        ),
                        (
                            "nights",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateField(),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="nights",
                            ),
                        ),
                        (
                            "embed_origins",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=200),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="sites that may embed it",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("expires_at", models.DateTimeField(verbose_name="until")),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "shared availability",
                        "verbose_name_plural": "shared availabilities",
                        "indexes": [models.Index(fields=["party", "-created_at"], name="share_party_created")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("first__lte", models.F("last"))), name="share_first_before_last"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Ask",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="asks", to="accounts.party"
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("title", models.CharField(blank=True, max_length=120, verbose_name="what for")),
                        (
                            "nights",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateField(), size=None, verbose_name="nights"
                            ),
                        ),
                        ("is_poll", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "question about nights",
                        "verbose_name_plural": "questions about nights",
                        "indexes": [models.Index(fields=["party", "-created_at"], name="ask_party_created")],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("nights__len__gt", 0)), name="ask_has_nights")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AskedMember",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ask",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="bands.ask"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "verbose_name": "asked member",
                        "verbose_name_plural": "asked members",
                        "constraints": [models.UniqueConstraint(fields=("ask", "user"), name="askedmember_once")],
                    },
                ),
            ],
        ),
    ]
