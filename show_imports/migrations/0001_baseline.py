import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import web.identifiers
import web.tables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_baseline"),
        ("accounts", "__first__"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="ShowImport",
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
                                related_name="show_imports",
                                to="accounts.party",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("uploaded", "Columns to be named"),
                                    ("checking", "Being checked"),
                                    ("checked", "Checked"),
                                    ("importing", "Being imported"),
                                    ("done", "Imported"),
                                    ("failed", "Not imported"),
                                ],
                                default="uploaded",
                                max_length=10,
                            ),
                        ),
                        ("file_name", models.CharField(max_length=200)),
                        ("content", models.BinaryField()),
                        ("headings", models.JSONField(default=list)),
                        ("mapping", models.JSONField(default=dict)),
                        ("choices", models.JSONField(default=dict)),
                        ("report", models.JSONField(default=list)),
                        ("counts", models.JSONField(default=dict)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("error", models.TextField(blank=True)),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["uploaded", "checking", "checked", "importing", "done", "failed"])
                                ),
                                name="showimport_state_is_known",
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
