-- The set that act and players of a spot are promised for: no other set of theirs may overlap it. NULL where sets may.
--
-- Exempt are a DJ who plays all night between the other acts, times that were only assumed (a list of past shows did
-- not say when a show began), and spots whose sets overlapped when sets began to be checked. `Spot.performance` says
-- the same in Python.
CREATE OR REPLACE FUNCTION bookings_set_of(spot bookings_spot, show bookings_show) RETURNS tstzrange
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN show.is_time_assumed OR spot.may_overlap THEN NULL
    WHEN spot.role = {bookings.states.SpotRole.DJ} AND spot.starts_at <= show.starts_at AND spot.ends_at >= show.ends_at
      THEN NULL
    ELSE tstzrange(spot.starts_at, spot.ends_at)
  END
$$;
