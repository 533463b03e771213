-- Makes `discovery_listing` right for these parties; writes only rows that differ.
--
-- Locks the parties first, in the order of their ids, so that concurrent changes of what a party's rows are made
-- of wait for each other. Each later statement of the function sees what the others committed.
CREATE OR REPLACE FUNCTION discovery_refresh_listings(parties uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts_party p WHERE p.id = ANY(parties) ORDER BY p.id FOR NO KEY UPDATE;
  WITH truth AS MATERIALIZED (SELECT * FROM discovery_listing_truth(parties)),
  gone AS (
    DELETE FROM discovery_listing l WHERE l.party_id = ANY(parties)
       AND NOT EXISTS (SELECT FROM truth t WHERE t.party_id = l.party_id AND t.heading = l.heading)
  )
  INSERT INTO discovery_listing AS l (party_id, heading, calendar_id, spot, rating, fee_low, fee_high, draw, capacity,
                                      size, has_pa, travel_km, created_at, disciplines, languages, is_remote,
                                      hour_rate, day_rate, standing, is_verified, roles)
  SELECT party_id, heading, calendar_id, spot, rating, fee_low, fee_high, draw, capacity, size, has_pa, travel_km,
         created_at, disciplines, languages, is_remote, hour_rate, day_rate, standing, is_verified, roles
    FROM truth
  ON CONFLICT (party_id, heading) DO UPDATE
    SET calendar_id = excluded.calendar_id, spot = excluded.spot, rating = excluded.rating,
        fee_low = excluded.fee_low, fee_high = excluded.fee_high, draw = excluded.draw, capacity = excluded.capacity,
        size = excluded.size, has_pa = excluded.has_pa, travel_km = excluded.travel_km,
        created_at = excluded.created_at, disciplines = excluded.disciplines, languages = excluded.languages,
        is_remote = excluded.is_remote, hour_rate = excluded.hour_rate, day_rate = excluded.day_rate,
        standing = excluded.standing, is_verified = excluded.is_verified, roles = excluded.roles
    WHERE (l.calendar_id, l.spot, l.rating, l.fee_low, l.fee_high, l.draw, l.capacity, l.size, l.has_pa, l.travel_km,
           l.created_at, l.disciplines, l.languages, l.is_remote, l.hour_rate, l.day_rate, l.standing, l.is_verified,
           l.roles)
       IS DISTINCT FROM
          (excluded.calendar_id, excluded.spot, excluded.rating, excluded.fee_low, excluded.fee_high, excluded.draw,
           excluded.capacity, excluded.size, excluded.has_pa, excluded.travel_km, excluded.created_at,
           excluded.disciplines, excluded.languages, excluded.is_remote, excluded.hour_rate, excluded.day_rate,
           excluded.standing, excluded.is_verified, excluded.roles);
END $$;
