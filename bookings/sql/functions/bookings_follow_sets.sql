-- Brings the sets that a show's acts and players are promised for after its bill; returns those that overlap now.
--
-- Assumes the show locked: whoever claims time for it locks it first, so that what is returned is the whole truth.
CREATE OR REPLACE FUNCTION bookings_follow_sets(followed uuid)
RETURNS TABLE (calendar_id bigint, starts_at timestamptz, ends_at timestamptz) LANGUAGE sql AS $$
  UPDATE availability_timeblock block SET performance = promised.performance
    FROM (
      SELECT b.claim_id, bookings_set_of(sp, s) AS performance
        FROM bookings_show s
        JOIN bookings_spot sp ON sp.show_id = s.id
        JOIN bookings_booking b ON b.spot_id = sp.id
       WHERE s.id = followed AND b.claim_id IS NOT NULL
      UNION ALL
      SELECT l.claim_id, bookings_set_of(sp, s)
        FROM bookings_show s
        JOIN bookings_spot sp ON sp.show_id = s.id
        JOIN bookings_booking b ON b.spot_id = sp.id
        JOIN bookings_lineupentry l ON l.booking_id = b.id
       WHERE s.id = followed AND l.claim_id IS NOT NULL
    ) promised
   WHERE block.id = promised.claim_id AND block.performance IS DISTINCT FROM promised.performance;
  SELECT DISTINCT later.calendar_id, lower(later.performance), upper(later.performance)
    FROM availability_timeblock earlier
    JOIN availability_timeblock later
      ON later.calendar_id = earlier.calendar_id AND later.performance && earlier.performance
     AND (lower(earlier.performance), earlier.id) < (lower(later.performance), later.id)
   WHERE earlier.occasion = followed AND later.occasion = followed
     AND earlier.kind = {availability.states.BlockKind.CLAIM} AND later.kind = {availability.states.BlockKind.CLAIM};
$$;
