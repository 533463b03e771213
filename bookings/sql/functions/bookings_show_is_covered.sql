-- Raises unless everything that a show promises has its claims, and nothing claims time for a booking that is off.
--
-- A published show needs a claim for its stage and for each of its rooms. A promised booking needs one for its act
-- and one for each user who plays in it. Each claim has the right calendar, period, occasion and set
-- (`bookings_set_of`), and does not expire. A confirmed booking stands on a published show.
--
-- Locks the show first, so that two transactions which each leave it whole cannot together leave it broken (write
-- skew). The lock suffices for two reasons: an entry never moves to another show (triggers of the models), and the
-- check sees what others committed while it waited, which only READ COMMITTED allows.
--
-- Each claim is looked up by its id (OFFSET 0); otherwise the planner may read all claims of a calendar.
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
    SELECT 'stage of show ' || s.id AS what, s.claim_id, st.calendar_id, tstzrange(s.load_in_at, s.out_at) AS period,
           NULL::tstzrange AS performance
      FROM bookings_show s JOIN venues_stage st ON st.id = s.stage_id
     WHERE s.id = checked AND s.state IN ({bookings.states.PUBLISHED})
    UNION ALL
    SELECT 'room of show ' || s.id, r.claim_id, st.calendar_id, tstzrange(s.load_in_at, s.out_at), NULL
      FROM bookings_show s
      JOIN bookings_showroom r ON r.show_id = s.id
      JOIN venues_stage st ON st.id = r.room_id
     WHERE s.id = checked AND s.state IN ({bookings.states.PUBLISHED})
    UNION ALL
    SELECT 'act of booking ' || b.id, b.claim_id, p.calendar_id, tstzrange(sp.call_at, sp.released_at),
           bookings_set_of(sp, s)
      FROM bookings_show s
      JOIN bookings_spot sp ON sp.show_id = s.id
      JOIN bookings_booking b ON b.spot_id = sp.id
      JOIN accounts_party p ON p.id = b.act_id
     WHERE s.id = checked AND b.state IN ({bookings.states.PROMISED})
    UNION ALL
    SELECT 'line-up entry ' || l.id, l.claim_id, u.calendar_id, tstzrange(sp.call_at, sp.released_at),
           bookings_set_of(sp, s)
      FROM bookings_show s
      JOIN bookings_spot sp ON sp.show_id = s.id
      JOIN bookings_booking b ON b.spot_id = sp.id
      JOIN bookings_lineupentry l ON l.booking_id = b.id
      JOIN accounts_user u ON u.id = l.user_id
     WHERE s.id = checked AND b.state IN ({bookings.states.PROMISED})
       AND l.state = {bookings.states.LineupState.PLAYS}
  ) needed
  WHERE NOT EXISTS (
    SELECT 1 FROM (SELECT * FROM availability_timeblock WHERE id = needed.claim_id OFFSET 0) t
     WHERE t.id = needed.claim_id AND t.kind = {availability.states.BlockKind.CLAIM}
       AND t.calendar_id = needed.calendar_id AND t.period = needed.period AND t.occasion = checked AND t.expires_at IS NULL
       AND t.performance IS NOT DISTINCT FROM needed.performance
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
     WHERE s.id = checked AND s.state NOT IN ({bookings.states.PUBLISHED})
       AND b.state = {bookings.states.BookingState.CONFIRMED}
    UNION ALL
    SELECT 'line-up entry ' || l.id || ' is claimed, its booking is ' || b.state
      FROM bookings_spot sp
      JOIN bookings_booking b ON b.spot_id = sp.id
      JOIN bookings_lineupentry l ON l.booking_id = b.id
     WHERE sp.show_id = checked AND b.state NOT IN ({bookings.states.PROMISED}) AND l.claim_id IS NOT NULL
  ) found
  LIMIT 1;
  IF stray IS NOT NULL THEN
    RAISE EXCEPTION 'promised for nothing: %', stray
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bookings_show_is_covered';
  END IF;
END $$;
