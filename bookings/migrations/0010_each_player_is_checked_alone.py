"""Check at commit what a transaction touched, and not the whole bill again for each of its rows.

Confirming five players checked their show seven times: for the booking, for the show, and for each player. A player's
row can break the promise of that player only, and a show that stays published with the same stage, claim and times
breaks none. The show is locked first as ever, so that two transactions which each leave it whole cannot break it
together; what a booking's own move touches is checked as a whole, as before.
"""

from django.db import migrations

EACH_ALONE = """
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
           SELECT 1 FROM availability_timeblock t JOIN accounts_user u ON u.id = l.user_id
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

DROP TRIGGER show_is_covered ON bookings_show;
CREATE CONSTRAINT TRIGGER show_is_covered AFTER INSERT ON bookings_show
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state <> 'draft') EXECUTE FUNCTION bookings_check_show();
CREATE CONSTRAINT TRIGGER show_stays_covered AFTER UPDATE ON bookings_show
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state <> 'draft' AND (
        (OLD.state IN ('open', 'confirmed', 'played')) <> (NEW.state IN ('open', 'confirmed', 'played'))
        OR (OLD.id, OLD.stage_id, OLD.claim_id, OLD.load_in_at, OLD.out_at)
           IS DISTINCT FROM (NEW.id, NEW.stage_id, NEW.claim_id, NEW.load_in_at, NEW.out_at)))
  EXECUTE FUNCTION bookings_check_show();
"""

ALL_FOR_EACH = """
DROP TRIGGER show_stays_covered ON bookings_show;
DROP TRIGGER show_is_covered ON bookings_show;
CREATE CONSTRAINT TRIGGER show_is_covered AFTER INSERT OR UPDATE ON bookings_show
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.state <> 'draft') EXECUTE FUNCTION bookings_check_show();
CREATE OR REPLACE FUNCTION bookings_check_lineup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(sp.show_id)
     FROM bookings_booking b JOIN bookings_spot sp ON sp.id = b.spot_id WHERE b.id = NEW.booking_id;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("bookings", "0009_released_by_staff")]
    operations = [migrations.RunSQL(EACH_ALONE, ALL_FOR_EACH)]
