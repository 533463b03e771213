import django.contrib.postgres.fields
from django.db import migrations, models

TO_CLOCKS = """
-- Nothing waits for the commit: no table is changed while a check of its rows does.
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE holds_hold hold SET nights_clocks = ARRAY[party.timezone, hold.nights_zone]
  FROM venues_stage stage JOIN accounts_party party ON party.id = stage.venue_id
 WHERE stage.id = hold.stage_id AND hold.nights_zone NOT IN ('', party.timezone);
"""
TO_ZONE = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE holds_hold SET nights_zone = nights_clocks[cardinality(nights_clocks)] WHERE cardinality(nights_clocks) > 0;
"""


class Migration(migrations.Migration):
    """The zone by whose clock a hold was placed on its night becomes the way to that clock (`venues.queries.nights`).

    Back again only the last zone of a longer way is kept: the clock on which the hold was placed first.
    """

    dependencies = [
        ("accounts", "0002_baseline"),
        ("holds", "0003_count_nights_by_their_clock"),
        ("venues", "0001_baseline"),
    ]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="nights_clocks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), blank=True, default=list, editable=False, size=None
            ),
        ),
        migrations.RunSQL(TO_CLOCKS, TO_ZONE),
        migrations.RemoveField(
            model_name="hold",
            name="nights_zone",
        ),
    ]
