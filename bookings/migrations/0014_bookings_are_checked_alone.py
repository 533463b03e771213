"""Check at commit each booking alone, and no player twice.

Whoever is booked was checked with the whole bill of the show, and each player's row once more after that. A booking
that moves can break its own promise only: its act's, its players', and that its show is published. And a player's row
that was written before its booking, in the same transaction, is looked at by the check of that booking, whenever this
runs: `cmin` tells the order of their statements. Both checks lock the show first, as ever, and say what is wrong by the
check of the whole show.
"""

from django.db import migrations

CHECKS = """
CREATE OR REPLACE FUNCTION bookings_check_booking() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid;
  is_broken boolean;
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'shows and bookings are written in READ COMMITTED: an older snapshot hides what others promised'
      USING ERRCODE = 'feature_not_supported';
  END IF;
  SELECT show_id INTO checked FROM bookings_spot WHERE id = NEW.spot_id;
  PERFORM 1 FROM bookings_show WHERE id = checked FOR NO KEY UPDATE;
  SELECT CASE WHEN b.state IN ('confirmed', 'completed', 'disputed') THEN
           (b.state = 'confirmed' AND s.state NOT IN ('open', 'confirmed', 'played'))
           OR NOT EXISTS (
             SELECT 1 FROM (SELECT * FROM availability_timeblock WHERE id = b.claim_id OFFSET 0) t
              WHERE t.kind = 'claim' AND t.calendar_id = p.calendar_id
                AND t.period = tstzrange(sp.call_at, sp.released_at) AND t.occasion = checked AND t.expires_at IS NULL)
           OR EXISTS (
             SELECT 1 FROM bookings_lineupentry l JOIN accounts_user u ON u.id = l.user_id
              WHERE l.booking_id = b.id AND l.state = 'plays' AND NOT EXISTS (
                SELECT 1 FROM (SELECT * FROM availability_timeblock WHERE id = l.claim_id OFFSET 0) t
                 WHERE t.kind = 'claim' AND t.calendar_id = u.calendar_id
                   AND t.period = tstzrange(sp.call_at, sp.released_at)
                   AND t.occasion = checked AND t.expires_at IS NULL))
         ELSE EXISTS (SELECT 1 FROM bookings_lineupentry l WHERE l.booking_id = b.id AND l.claim_id IS NOT NULL) END
    INTO is_broken
    FROM bookings_booking b
    JOIN accounts_party p ON p.id = b.act_id
    JOIN bookings_spot sp ON sp.id = b.spot_id
    JOIN bookings_show s ON s.id = sp.show_id
   WHERE b.id = NEW.id;
  IF is_broken THEN
    PERFORM bookings_show_is_covered(checked);
    RAISE EXCEPTION 'confirmed without its claim: booking %', NEW.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bookings_show_is_covered';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION bookings_check_lineup() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid;
  is_broken boolean;
BEGIN
  -- Written before its booking, which is looked at itself: by a check that was queued when the booking was written.
  PERFORM 1 FROM bookings_lineupentry l JOIN bookings_booking b ON b.id = l.booking_id
    WHERE l.id = NEW.id AND b.state IN ('confirmed', 'completed', 'disputed')
      AND b.xmin = pg_current_xact_id()::xid AND l.xmin = b.xmin AND l.cmin::text::bigint < b.cmin::text::bigint;
  IF FOUND THEN
    RETURN NULL;
  END IF;
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'shows and bookings are written in READ COMMITTED: an older snapshot hides what others promised'
      USING ERRCODE = 'feature_not_supported';
  END IF;
  SELECT sp.show_id INTO checked
    FROM bookings_booking b JOIN bookings_spot sp ON sp.id = b.spot_id WHERE b.id = NEW.booking_id;
  PERFORM 1 FROM bookings_show WHERE id = checked FOR NO KEY UPDATE;
  SELECT CASE WHEN b.state IN ('confirmed', 'completed', 'disputed') THEN l.state = 'plays' AND NOT EXISTS (
           SELECT 1 FROM (SELECT * FROM availability_timeblock WHERE id = l.claim_id OFFSET 0) t
             JOIN accounts_user u ON u.id = l.user_id
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

AS_BEFORE = """
CREATE OR REPLACE FUNCTION bookings_check_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(show_id) FROM bookings_spot WHERE id = NEW.spot_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION bookings_check_lineup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(sp.show_id)
     FROM bookings_booking b JOIN bookings_spot sp ON sp.id = b.spot_id WHERE b.id = NEW.booking_id;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0013_posters")]
    operations = [migrations.RunSQL(CHECKS, AS_BEFORE)]
