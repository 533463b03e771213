"""Drop indexes of one column where another begins with it: each is written for every promise and never read.

By hand, since Django would make the foreign key anew as well, and with that forget how this site has altered it.
"""

import django.db.models.deletion
from django.db import migrations, models

INDEXES = (
    ("availability_timeblock_calendar_id_2ebca7e0", "availability_timeblock", "calendar_id"),
    ("availability_timeblock_rule_id_84117722", "availability_timeblock", "rule_id"),
    ("availability_calendarentry_calendar_id_87e48cf4", "availability_calendarentry", "calendar_id"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0008_feed_readers"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f'DROP INDEX "{name}"', f'CREATE INDEX "{name}" ON {table} ({column})')
                for name, table, column in INDEXES
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="calendarentry",
                    name="calendar",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="availability.calendar",
                    ),
                ),
                migrations.AlterField(
                    model_name="timeblock",
                    name="calendar",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="availability.calendar",
                    ),
                ),
                migrations.AlterField(
                    model_name="timeblock",
                    name="rule",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="availability.availabilityrule",
                    ),
                ),
            ],
        )
    ]
