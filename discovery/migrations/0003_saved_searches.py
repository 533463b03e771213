import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import web.identifiers


class Migration(migrations.Migration):
    dependencies = [
        ("discovery", "0002_kept_by_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("acts", "Acts"), ("venues", "Venues"), ("nights", "Open nights")], max_length=6
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
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("edge", models.DateTimeField(null=True)),
                ("look_at", models.DateTimeField(default=django.utils.timezone.now, null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(condition=models.Q(("is_paused", False)), fields=["look_at"], name="savedsearch_due")
                ],
            },
        ),
    ]
