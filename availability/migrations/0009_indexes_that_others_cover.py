"""Drop indexes of one column where another begins with it: each is written for every promise and never read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("availability", "0008_feed_readers"),
    ]

    operations = [
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
    ]
