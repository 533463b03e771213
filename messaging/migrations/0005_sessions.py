import django.db.models.deletion
from django.db import migrations, models

import web.tables


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_professionals"),
        ("bookings", "0008_count_nights_on_any_clock"),
        ("messaging", "0004_threads_have_no_night"),
        ("studio", "0006_files_and_mixes"),
    ]

    operations = [
        web.tables.ChangeTables(
            operations=[
                migrations.RemoveConstraint(
                    model_name="thread",
                    name="thread_is_about_one_thing",
                ),
                migrations.AddField(
                    model_name="thread",
                    name="session",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="thread",
                        to="studio.session",
                    ),
                ),
                migrations.AlterField(
                    model_name="thread",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("booking", "Booking"),
                            ("session", "Session"),
                            ("show", "Show"),
                            ("band", "Band"),
                            ("enquiry", "Enquiry"),
                        ],
                        max_length=7,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="thread",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asker__isnull", True),
                                ("booking__isnull", False),
                                ("kind", "booking"),
                                ("party__isnull", True),
                                ("session__isnull", True),
                                ("show__isnull", True),
                            ),
                            models.Q(
                                ("asker__isnull", True),
                                ("booking__isnull", True),
                                ("kind", "session"),
                                ("party__isnull", True),
                                ("session__isnull", False),
                                ("show__isnull", True),
                            ),
                            models.Q(
                                ("asker__isnull", True),
                                ("booking__isnull", True),
                                ("kind", "show"),
                                ("party__isnull", True),
                                ("session__isnull", True),
                                ("show__isnull", False),
                            ),
                            models.Q(
                                ("asker__isnull", True),
                                ("booking__isnull", True),
                                ("kind", "band"),
                                ("party__isnull", False),
                                ("session__isnull", True),
                                ("show__isnull", True),
                            ),
                            models.Q(
                                ("asker__isnull", False),
                                ("booking__isnull", True),
                                ("kind", "enquiry"),
                                ("party__isnull", False),
                                ("session__isnull", True),
                                ("show__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="thread_is_about_one_thing",
                    ),
                ),
            ]
        ),
    ]
