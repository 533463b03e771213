import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

import venues.models.policies
import web.identifiers
import web.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_baseline"),
        ("availability", "0002_baseline"),
        ("media", "0001_baseline"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Venue",
                    fields=[
                        (
                            "party",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="venue",
                                serialize=False,
                                to="accounts.party",
                            ),
                        ),
                        (
                            "day_starts_at",
                            models.TimeField(default=datetime.time(6, 0), verbose_name="a new day starts at"),
                        ),
                        ("address", models.CharField(blank=True, max_length=300, verbose_name="street and number")),
                        ("postal_code", models.CharField(blank=True, max_length=20, verbose_name="postal code")),
                        ("latitude", models.FloatField(blank=True, null=True)),
                        ("longitude", models.FloatField(blank=True, null=True)),
                        ("access_info", models.TextField(blank=True, max_length=2000, verbose_name="access")),
                        ("load_in_info", models.TextField(blank=True, max_length=2000, verbose_name="load-in")),
                        ("house_rules", models.TextField(blank=True, max_length=4000, verbose_name="house rules")),
                    ],
                    options={
                        "verbose_name": "venue",
                        "verbose_name_plural": "venues",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("latitude", None), ("longitude", None)),
                                    models.Q(("latitude__range", (-90, 90)), ("longitude__range", (-180, 180))),
                                    _connector="OR",
                                ),
                                name="venue_is_on_earth",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stage",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "venue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="stages", to="venues.venue"
                            ),
                        ),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="capacity")),
                        (
                            "calendar",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="+",
                                to="availability.calendar",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                        (
                            "width_cm",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="width of the stage"),
                        ),
                        (
                            "depth_cm",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="depth of the stage"),
                        ),
                        (
                            "height_cm",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="clear height above the stage"
                            ),
                        ),
                        ("description", models.TextField(blank=True, max_length=2000, verbose_name="about the room")),
                        ("backline", models.TextField(blank=True, max_length=2000, verbose_name="backline")),
                        ("pa", models.TextField(blank=True, max_length=2000, verbose_name="PA and monitors")),
                        ("lights", models.TextField(blank=True, max_length=2000, verbose_name="lights")),
                        ("parts", models.ManyToManyField(blank=True, related_name="wholes", to="venues.stage")),
                    ],
                    options={
                        "verbose_name": "stage",
                        "verbose_name_plural": "stages",
                        "ordering": ["position", "name"],
                        "constraints": [
                            models.UniqueConstraint(fields=("venue", "name"), name="stage_name_once_per_venue"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("width_cm", None), ("width_cm__gte", 1), _connector="OR"),
                                    models.Q(("depth_cm", None), ("depth_cm__gte", 1), _connector="OR"),
                                    models.Q(("height_cm", None), ("height_cm__gte", 1), _connector="OR"),
                                ),
                                name="stage_measures_something",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="stage_calendar_never_changes",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    condition='WHEN (OLD."calendar_id" IS DISTINCT FROM (NEW."calendar_id"))',
                                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                                    hash="52c5d2926d52b305cab310b8135f21dd840e15fb",
                                    operation="UPDATE",
                                    pgid="pgtrigger_stage_calendar_never_changes_e9251",
                                    table="venues_stage",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StagePhoto",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "stage",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="venues.stage"
                            ),
                        ),
                        (
                            "picture",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.RESTRICT,
                                related_name="stage_photo",
                                to="media.picture",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "picture of a stage",
                        "verbose_name_plural": "pictures of stages",
                        "ordering": ["position", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="HousePolicy",
                    fields=[
                        (
                            "venue",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="policy",
                                serialize=False,
                                to="venues.venue",
                            ),
                        ),
                        (
                            "may_hold",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=12),
                                blank=True,
                                default=venues.models.policies.may_hold_by_default,
                                size=None,
                                verbose_name="who may place holds",
                            ),
                        ),
                        (
                            "outsiders_from_rank",
                            models.PositiveSmallIntegerField(default=1, verbose_name="best rank from outside"),
                        ),
                        (
                            "newcomers_from_rank",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="best rank for who has not played here"
                            ),
                        ),
                        (
                            "first_hold_days",
                            models.PositiveSmallIntegerField(default=14, verbose_name="a first hold lasts, in days"),
                        ),
                        (
                            "other_hold_days",
                            models.PositiveSmallIntegerField(default=7, verbose_name="other holds last, in days"),
                        ),
                        ("warn_days", models.PositiveSmallIntegerField(default=2, verbose_name="warn before, in days")),
                        (
                            "ranks_close_up",
                            models.BooleanField(default=True, verbose_name="those below move up at once"),
                        ),
                        (
                            "challenge_window",
                            models.CharField(
                                choices=[
                                    ("hours", "So many hours, nights and weekends included"),
                                    ("business_day", "One business day of the venue; weekends do not count"),
                                ],
                                default="hours",
                                max_length=12,
                                verbose_name="a challenge is answered within",
                            ),
                        ),
                        (
                            "challenge_hours",
                            models.PositiveSmallIntegerField(default=48, verbose_name="hours to answer a challenge"),
                        ),
                        (
                            "other_holds",
                            models.CharField(
                                choices=[("release", "Release them"), ("keep", "Keep them as a backup")],
                                default="release",
                                max_length=8,
                                verbose_name="other holds when one is confirmed",
                            ),
                        ),
                        (
                            "refill",
                            models.CharField(
                                choices=[
                                    ("not", "I do it myself"),
                                    ("one_by_one", "Ask one after another"),
                                    ("all_at_once", "Ask all at once: the first to accept plays"),
                                ],
                                default="not",
                                max_length=12,
                                verbose_name="after a cancellation",
                            ),
                        ),
                        (
                            "refill_hours",
                            models.PositiveSmallIntegerField(
                                default=24, verbose_name="hours to answer when asked to step in"
                            ),
                        ),
                        (
                            "cancellation_tiers",
                            models.JSONField(
                                blank=True, default=venues.models.policies.no_tiers, verbose_name="cancellation"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "verbose_name": "house rules",
                        "verbose_name_plural": "house rules",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("challenge_window__in", ["hours", "business_day"])),
                                name="housepolicy_window_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("other_holds__in", ["release", "keep"])),
                                name="housepolicy_other_holds_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("refill__in", ["not", "one_by_one", "all_at_once"])),
                                name="housepolicy_refill_is_known",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("challenge_hours__range", (1, 720)),
                                    ("first_hold_days__range", (1, 365)),
                                    ("newcomers_from_rank__gte", 1),
                                    ("other_hold_days__range", (1, 365)),
                                    ("outsiders_from_rank__gte", 1),
                                    ("refill_hours__range", (1, 720)),
                                ),
                                name="housepolicy_numbers_make_sense",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
