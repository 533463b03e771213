"""Find who said that they can beyond what is known; calendars that draw on others are known as far as those are."""

from django.db import migrations, models

KNOWN_AS_SOURCES = """
UPDATE availability_calendar calendar SET known_until = known.until
  FROM (SELECT drawing.id, CASE WHEN count(*) = count(theirs.known_until) THEN min(theirs.known_until) END AS until
          FROM (SELECT DISTINCT calendar_id AS id FROM availability_calendarsource) drawing
          LEFT JOIN availability_calendarsource s ON s.calendar_id = drawing.id AND s.until IS NULL
          LEFT JOIN availability_calendar theirs ON theirs.id = s.draws_on_id
         GROUP BY drawing.id) known
 WHERE calendar.id = known.id AND calendar.known_until IS DISTINCT FROM known.until
"""


class Migration(migrations.Migration):
    dependencies = [("availability", "0004_whose_answers_count")]

    operations = [
        migrations.AddIndex(
            model_name="timeblock",
            index=models.Index(
                models.Func(models.F("period"), function="lower"),
                condition=models.Q(("kind__in", ["free", "maybe"])),
                include=("calendar", "period"),
                name="timeblock_can_start",
            ),
        ),
        migrations.RunSQL(KNOWN_AS_SOURCES, migrations.RunSQL.noop),
    ]
