-- At commit: the booking that was written, and everybody in its line-up, have their claims, or none if the booking
-- is off.
--
-- Checks this booking alone, since a booking that moves can break its own promise only. Locks the show first, as
-- `bookings_show_is_covered` does, and lets that function say what is wrong.
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
  SELECT CASE WHEN b.state IN ({bookings.states.PROMISED}) THEN
           (b.state = {bookings.states.BookingState.CONFIRMED} AND s.state NOT IN ({bookings.states.PUBLISHED}))
           OR NOT EXISTS (
             SELECT 1 FROM (SELECT * FROM availability_timeblock WHERE id = b.claim_id OFFSET 0) t
              WHERE t.kind = {availability.states.BlockKind.CLAIM} AND t.calendar_id = p.calendar_id
                AND t.period = tstzrange(sp.call_at, sp.released_at) AND t.occasion = checked AND t.expires_at IS NULL
                AND t.performance IS NOT DISTINCT FROM bookings_set_of(sp, s))
           OR EXISTS (
             SELECT 1 FROM bookings_lineupentry l JOIN accounts_user u ON u.id = l.user_id
              WHERE l.booking_id = b.id AND l.state = {bookings.states.LineupState.PLAYS} AND NOT EXISTS (
                SELECT 1 FROM (SELECT * FROM availability_timeblock WHERE id = l.claim_id OFFSET 0) t
                 WHERE t.kind = {availability.states.BlockKind.CLAIM} AND t.calendar_id = u.calendar_id
                   AND t.period = tstzrange(sp.call_at, sp.released_at)
                   AND t.occasion = checked AND t.expires_at IS NULL
                   AND t.performance IS NOT DISTINCT FROM bookings_set_of(sp, s)))
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
