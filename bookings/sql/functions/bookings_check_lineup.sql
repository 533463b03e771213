-- At commit: the line-up entry that was written has its claim, or none if its booking is off.
--
-- Skips an entry that the same transaction wrote before its booking: the check of that booking includes it (`cmin`
-- gives the order of the statements). Locks the show first, as `bookings_show_is_covered` does, and lets that
-- function say what is wrong.
CREATE OR REPLACE FUNCTION bookings_check_lineup() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid;
  is_broken boolean;
BEGIN
  -- Written before its booking, which is looked at itself: by a check that was queued when the booking was written.
  PERFORM 1 FROM bookings_lineupentry l JOIN bookings_booking b ON b.id = l.booking_id
    WHERE l.id = NEW.id AND b.state IN ({bookings.states.PROMISED})
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
  SELECT CASE WHEN b.state IN ({bookings.states.PROMISED}) THEN
           l.state = {bookings.states.LineupState.PLAYS} AND NOT EXISTS (
           SELECT 1 FROM (SELECT * FROM availability_timeblock WHERE id = l.claim_id OFFSET 0) t
             JOIN accounts_user u ON u.id = l.user_id
            WHERE t.id = l.claim_id AND t.kind = {availability.states.BlockKind.CLAIM} AND t.calendar_id = u.calendar_id
              AND t.period = tstzrange(sp.call_at, sp.released_at) AND t.occasion = checked AND t.expires_at IS NULL
              AND t.performance IS NOT DISTINCT FROM bookings_set_of(sp, s)
         ) AND l.user_id IS NOT NULL
         ELSE l.claim_id IS NOT NULL END
    INTO is_broken
    FROM bookings_lineupentry l
    JOIN bookings_booking b ON b.id = l.booking_id
    JOIN bookings_spot sp ON sp.id = b.spot_id
    JOIN bookings_show s ON s.id = sp.show_id
   WHERE l.id = NEW.id;
  -- What is wrong is said by the check of the whole show.
  IF is_broken THEN
    PERFORM bookings_show_is_covered(checked);
    RAISE EXCEPTION 'confirmed without its claim: line-up entry %', NEW.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bookings_show_is_covered';
  END IF;
  RETURN NULL;
END $$;
