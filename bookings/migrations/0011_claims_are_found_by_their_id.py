"""Find the claim that a row names by its id, however many claims there are.

PostgreSQL looked in the index of the exclusion constraint for all claims of the show instead: its last column, so that
every confirmation read more of it the more claims there were. `OFFSET 0` keeps it from that. The words of both checks
are otherwise those of 0006 and 0010.
"""

import re

from django.db import migrations

CHECKS = """
CREATE OR REPLACE FUNCTION bookings_show_is_covered(checked uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  missing text;
  stray text;
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'shows and bookings are written in READ COMMITTED: an older snapshot hides what others promised'
      USING ERRCODE = 'feature_not_supported';
  END IF;
  PERFORM 1 FROM bookings_show WHERE id = checked FOR NO KEY UPDATE;
  SELECT needed.what INTO missing FROM (
    SELECT 'stage of show ' || s.id AS what, s.claim_id, st.calendar_id, tstzrange(s.load_in_at, s.out_at) AS period
      FROM bookings_show s JOIN venues_stage st ON st.id = s.stage_id
     WHERE s.id = checked AND s.state IN ('open', 'confirmed', 'played')
    UNION ALL
    SELECT 'room of show ' || s.id, r.claim_id, st.calendar_id, tstzrange(s.load_in_at, s.out_at)
      FROM bookings_show s
      JOIN bookings_showroom r ON r.show_id = s.id
      JOIN venues_stage st ON st.id = r.room_id
     WHERE s.id = checked AND s.state IN ('open', 'confirmed', 'played')
    UNION ALL
    SELECT 'act of booking ' || b.id, b.claim_id, p.calendar_id, tstzrange(sp.call_at, sp.released_at)
      FROM bookings_spot sp
      JOIN bookings_booking b ON b.spot_id = sp.id
      JOIN accounts_party p ON p.id = b.act_id
     WHERE sp.show_id = checked AND b.state IN ('confirmed', 'completed', 'disputed')
    UNION ALL
    SELECT 'line-up entry ' || l.id, l.claim_id, u.calendar_id, tstzrange(sp.call_at, sp.released_at)
      FROM bookings_spot sp
      JOIN bookings_booking b ON b.spot_id = sp.id
      JOIN bookings_lineupentry l ON l.booking_id = b.id
      JOIN accounts_user u ON u.id = l.user_id
     WHERE sp.show_id = checked AND b.state IN ('confirmed', 'completed', 'disputed') AND l.state = 'plays'
  ) needed
  WHERE NOT EXISTS (
    SELECT 1 FROM <claim of needed> t
     WHERE t.id = needed.claim_id AND t.kind = 'claim' AND t.calendar_id = needed.calendar_id
       AND t.period = needed.period AND t.occasion = checked AND t.expires_at IS NULL
  )
  LIMIT 1;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'confirmed without its claim: %', missing
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bookings_show_is_covered';
  END IF;
  SELECT found.what INTO stray FROM (
    SELECT 'booking ' || b.id || ' is confirmed, its show is ' || s.state AS what
      FROM bookings_show s
      JOIN bookings_spot sp ON sp.show_id = s.id
      JOIN bookings_booking b ON b.spot_id = sp.id
     WHERE s.id = checked AND s.state NOT IN ('open', 'confirmed', 'played') AND b.state = 'confirmed'
    UNION ALL
    SELECT 'line-up entry ' || l.id || ' is claimed, its booking is ' || b.state
      FROM bookings_spot sp
      JOIN bookings_booking b ON b.spot_id = sp.id
      JOIN bookings_lineupentry l ON l.booking_id = b.id
     WHERE sp.show_id = checked AND b.state NOT IN ('confirmed', 'completed', 'disputed') AND l.claim_id IS NOT NULL
  ) found
  LIMIT 1;
  IF stray IS NOT NULL THEN
    RAISE EXCEPTION 'promised for nothing: %', stray
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bookings_show_is_covered';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION bookings_check_lineup() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid;
  is_broken boolean;
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'shows and bookings are written in READ COMMITTED: an older snapshot hides what others promised'
      USING ERRCODE = 'feature_not_supported';
  END IF;
  SELECT sp.show_id INTO checked
    FROM bookings_booking b JOIN bookings_spot sp ON sp.id = b.spot_id WHERE b.id = NEW.booking_id;
  PERFORM 1 FROM bookings_show WHERE id = checked FOR NO KEY UPDATE;
  SELECT CASE WHEN b.state IN ('confirmed', 'completed', 'disputed') THEN l.state = 'plays' AND NOT EXISTS (
           SELECT 1 FROM <claim of l> t JOIN accounts_user u ON u.id = l.user_id
            WHERE t.id = l.claim_id AND t.kind = 'claim' AND t.calendar_id = u.calendar_id
              AND t.period = tstzrange(sp.call_at, sp.released_at) AND t.occasion = checked AND t.expires_at IS NULL
         ) AND l.user_id IS NOT NULL
         ELSE l.claim_id IS NOT NULL END
    INTO is_broken
    FROM bookings_lineupentry l
    JOIN bookings_booking b ON b.id = l.booking_id
    JOIN bookings_spot sp ON sp.id = b.spot_id
   WHERE l.id = NEW.id;
  -- What is wrong is said by the check of the whole show.
  IF is_broken THEN
    PERFORM bookings_show_is_covered(checked);
    RAISE EXCEPTION 'confirmed without its claim: line-up entry %', NEW.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bookings_show_is_covered';
  END IF;
  RETURN NULL;
END $$;
"""

BY_ID = re.sub(r"<claim of (\w+)>", r"(SELECT * FROM availability_timeblock WHERE id = \1.claim_id OFFSET 0)", CHECKS)
AS_POSTGRESQL_LIKES = re.sub(r"<claim of \w+>", "availability_timeblock", CHECKS)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0010_each_player_is_checked_alone")]
    operations = [migrations.RunSQL(BY_ID, AS_POSTGRESQL_LIKES)]
