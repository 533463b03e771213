import django.contrib.postgres.fields
from django.db import migrations, models

TO_CLOCKS = """
-- Nothing waits for the commit: no table is changed while a check of its rows does.
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE bookings_show SET nights_clocks = ARRAY[timezone, nights_zone] WHERE nights_zone NOT IN ('', timezone);
"""
TO_ZONE = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE bookings_show SET nights_zone = nights_clocks[cardinality(nights_clocks)] WHERE cardinality(nights_clocks) > 0;
"""


class Migration(migrations.Migration):
    """The zone by whose clock a show's nights are counted becomes the way to that clock (`venues.queries.nights`).

    Back again only the last zone of a longer way is kept: the clock by which the nights were counted first.
    """

    dependencies = [
        ("bookings", "0007_count_nights_by_their_clock"),
    ]

    operations = [
        migrations.AddField(
            model_name="show",
            name="nights_clocks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), blank=True, default=list, editable=False, size=None
            ),
        ),
        migrations.RunSQL(TO_CLOCKS, TO_ZONE),
        migrations.RemoveField(
            model_name="show",
            name="nights_zone",
        ),
    ]
