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
        ("bookings", "0001_baseline"),
    ]

    operations = [
        web.tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=web.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "booking",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="bookings.booking",
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews_written",
                                to="accounts.party",
                            ),
                        ),
                        (
                            "subject",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="accounts.party"
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("rating", models.PositiveSmallIntegerField(verbose_name="rating")),
                        ("text", models.TextField(blank=True, max_length=4000, verbose_name="text")),
                        ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.UniqueConstraint(fields=("booking", "author"), name="review_once_per_side"),
                            models.CheckConstraint(
                                condition=models.Q(("rating__range", (1, 5))), name="review_rating_1_to_5"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("author", models.F("subject")), _negated=True),
                                name="review_of_the_other_side",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
