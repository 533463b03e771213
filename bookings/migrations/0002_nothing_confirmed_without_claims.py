"""The second half of the invariant: nothing counts as confirmed without its claims.

At commit, for every show that a transaction touched: a published show's stage, a promised booking's act and each
user who plays in it hold a claim of the right calendar, period and occasion that does not expire. The check locks the show
first, so that two transactions which each leave a show whole cannot together leave it broken (write skew).
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION bookings_show_is_covered(checked uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  missing text;
BEGIN
  PERFORM 1 FROM bookings_show WHERE id = checked FOR UPDATE;
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
END $$;

CREATE FUNCTION bookings_check_show() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(NEW.id);
  RETURN NULL;
END $$;

CREATE FUNCTION bookings_check_spot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.show_id <> NEW.show_id THEN
    PERFORM bookings_show_is_covered(OLD.show_id);
  END IF;
  PERFORM bookings_show_is_covered(NEW.show_id);
  RETURN NULL;
END $$;

CREATE FUNCTION bookings_check_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(show_id) FROM bookings_spot WHERE id = NEW.spot_id;
  RETURN NULL;
END $$;

CREATE FUNCTION bookings_check_lineup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(sp.show_id)
     FROM bookings_booking b JOIN bookings_spot sp ON sp.id = b.spot_id WHERE b.id = NEW.booking_id;
  RETURN NULL;
END $$;

CREATE FUNCTION bookings_check_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(OLD.occasion);
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER show_is_covered AFTER INSERT OR UPDATE ON bookings_show
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state IN ('open', 'confirmed', 'played')) EXECUTE FUNCTION bookings_check_show();
CREATE CONSTRAINT TRIGGER spot_is_covered AFTER UPDATE ON bookings_spot
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.call_at, OLD.released_at, OLD.show_id) IS DISTINCT FROM (NEW.call_at, NEW.released_at, NEW.show_id))
  EXECUTE FUNCTION bookings_check_spot();
CREATE CONSTRAINT TRIGGER booking_is_covered AFTER INSERT OR UPDATE ON bookings_booking
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state IN ('confirmed', 'completed', 'disputed')) EXECUTE FUNCTION bookings_check_booking();
CREATE CONSTRAINT TRIGGER lineup_is_covered AFTER INSERT OR UPDATE ON bookings_lineupentry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state = 'plays') EXECUTE FUNCTION bookings_check_lineup();
CREATE CONSTRAINT TRIGGER claim_still_covers AFTER UPDATE ON availability_timeblock
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.kind = 'claim') EXECUTE FUNCTION bookings_check_claim();
"""

DROP = """
DROP TRIGGER claim_still_covers ON availability_timeblock;
DROP TRIGGER lineup_is_covered ON bookings_lineupentry;
DROP TRIGGER booking_is_covered ON bookings_booking;
DROP TRIGGER spot_is_covered ON bookings_spot;
DROP TRIGGER show_is_covered ON bookings_show;
DROP FUNCTION bookings_check_claim();
DROP FUNCTION bookings_check_lineup();
DROP FUNCTION bookings_check_booking();
DROP FUNCTION bookings_check_spot();
DROP FUNCTION bookings_check_show();
DROP FUNCTION bookings_show_is_covered(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
