"""A room made of several: a published show has the claim of every one of them, not only of its stage.

The check is that of 0002 with one more thing needed; it runs whenever one of a show's rooms is written too.
"""

from django.db import migrations

CHECK = """
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
    SELECT 1 FROM availability_timeblock t
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
"""

FORMER_CHECK = """
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
    SELECT 1 FROM availability_timeblock t
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
"""

TRIGGERS = """
CREATE FUNCTION bookings_check_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(NEW.show_id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER room_is_covered AFTER INSERT OR UPDATE ON bookings_showroom
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION bookings_check_room();
"""

NO_TRIGGERS = """
DROP TRIGGER room_is_covered ON bookings_showroom;
DROP FUNCTION bookings_check_room();
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0005_the_engine")]
    operations = [migrations.RunSQL(CHECK, FORMER_CHECK), migrations.RunSQL(TRIGGERS, NO_TRIGGERS)]
