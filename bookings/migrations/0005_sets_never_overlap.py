from django.db import migrations, models

import web.sql

PROMISED = """
-- Nothing waits for the commit: no trigger of a table is changed while a check of its rows does.
SET CONSTRAINTS ALL IMMEDIATE;
CREATE TEMPORARY TABLE promised ON COMMIT DROP AS
SELECT claim.id AS claim_id, claim.calendar_id, claim.occasion, sp.id AS spot_id, made.decided_at,
       tstzrange(sp.starts_at, sp.ends_at) AS performance
  FROM (
    SELECT claim_id, spot_id, decided_at FROM bookings_booking WHERE claim_id IS NOT NULL
    UNION ALL
    SELECT l.claim_id, b.spot_id, b.decided_at
      FROM bookings_lineupentry l JOIN bookings_booking b ON b.id = l.booking_id WHERE l.claim_id IS NOT NULL
  ) made
  JOIN availability_timeblock claim ON claim.id = made.claim_id
  JOIN bookings_spot sp ON sp.id = made.spot_id
  JOIN bookings_show s ON s.id = sp.show_id
 WHERE NOT s.is_time_assumed
   AND NOT (sp.role = 'dj' AND sp.starts_at <= s.starts_at AND sp.ends_at >= s.ends_at);

UPDATE bookings_spot SET may_overlap = true WHERE id IN (
  SELECT later.spot_id
    FROM promised earlier
    JOIN promised later
      ON later.calendar_id = earlier.calendar_id AND later.occasion = earlier.occasion
     AND later.performance && earlier.performance AND later.spot_id <> earlier.spot_id
     AND (coalesce(earlier.decided_at, '-infinity'), earlier.spot_id)
       < (coalesce(later.decided_at, '-infinity'), later.spot_id));

ALTER TABLE availability_timeblock DISABLE TRIGGER claim_still_covers;
UPDATE availability_timeblock block SET performance = promised.performance
  FROM promised JOIN bookings_spot sp ON sp.id = promised.spot_id
 WHERE block.id = promised.claim_id AND NOT sp.may_overlap;
ALTER TABLE availability_timeblock ENABLE TRIGGER claim_still_covers;
DROP TABLE promised;
"""


class Migration(migrations.Migration):
    """Claims that exist get their sets from the bills, but for spots whose sets overlap already.

    Of two spots in which somebody plays at once, the one that was booked later may overlap (`Spot.may_overlap`) until
    its bill is planned anew; `manage.py check_claims` lists them. The check of each claim's show is left out meanwhile:
    nothing that it looks at by then has changed.
    """

    dependencies = [
        ("accounts", "0002_baseline"),
        ("availability", "0005_sets_never_overlap"),
        ("bookings", "0004_offers_keep_their_times"),
        ("venues", "0001_baseline"),
    ]

    operations = [
        migrations.AddField(
            model_name="spot",
            name="may_overlap",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunSQL(PROMISED, migrations.RunSQL.noop),
        web.sql.LoadSql(
            files={
                "functions/bookings_check_booking": "b41282a5be5c",
                "functions/bookings_check_lineup": "be8856ee3332",
                "functions/bookings_follow_sets": "3bf905f889a8",
                "functions/bookings_set_of": "2502fe72b247",
                "functions/bookings_show_is_covered": "1e662af20b66",
                "triggers/show_stays_covered": "0a1597b20f97",
                "triggers/spot_is_covered": "d3938bfc9003",
            }
        ),
    ]
