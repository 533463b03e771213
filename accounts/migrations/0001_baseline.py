import datetime

import django.utils.timezone
from django.db import migrations, models

import web.identifiers
import web.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="User",
                    fields=[
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        (
                            "is_superuser",
                            models.BooleanField(
                                default=False,
                                help_text="Designates that this user has all permissions without explicitly assigning them.",
                                verbose_name="superuser status",
                            ),
                        ),
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail")),
                        ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                        (
                            "timezone",
                            models.CharField(default="Europe/Berlin", max_length=64, verbose_name="time zone"),
                        ),
                        ("language", models.CharField(default="en", max_length=8, verbose_name="language")),
                        (
                            "nudge_weekday",
                            models.PositiveSmallIntegerField(
                                blank=True, default=6, null=True, verbose_name="ask me about my time on"
                            ),
                        ),
                        ("nudge_time", models.TimeField(default=datetime.time(18, 0), verbose_name="at")),
                        ("nudged_at", models.DateTimeField(blank=True, editable=False, null=True)),
                        ("is_staff", models.BooleanField(default=False)),
                        ("is_active", models.BooleanField(default=True)),
                        ("date_joined", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "verbose_name": "user",
                        "verbose_name_plural": "users",
                    },
                ),
            ],
        ),
    ]
