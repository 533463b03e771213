-- What the rows of `discovery_listing` should be for these parties: one per heading, for approved and listed
-- parties only.
--
-- A heading is a number of the kind alone, or of the kind with a genre of the party or one above it
-- (`discovery.queries.search.parties.headings`). Without a fee, `fee_low` is infinity and `fee_high` minus infinity, so
-- that no range fits. `standing` is what the rating is worth (`discovery_standing`). Of professionals: the lowest price
-- by the hour and by the day in euros, infinity without one, and what their credits say that they did.
CREATE OR REPLACE FUNCTION discovery_listing_truth(parties uuid[])
RETURNS TABLE (party_id uuid, heading int, calendar_id bigint, spot cube, rating smallint, fee_low float8,
               fee_high float8, draw int, capacity int, size smallint, has_pa boolean, travel_km int,
               created_at timestamptz, disciplines varchar[], languages varchar[], is_remote boolean,
               hour_rate float8, day_rate float8, standing smallint, is_verified boolean, roles text[])
LANGUAGE sql STABLE AS $$
  SELECT shown.id, shown.kind * 100000 + under.number, shown.calendar_id, shown.spot, shown.rating,
         CASE WHEN low IS NULL AND high IS NULL THEN 'infinity' ELSE coalesce(low, 0) END,
         CASE WHEN low IS NULL AND high IS NULL THEN '-infinity' ELSE coalesce(high, 'infinity') END,
         shown.draw, shown.capacity, shown.size, shown.has_pa, shown.travel_km, shown.created_at,
         shown.disciplines, shown.languages, shown.is_remote, shown.hour_rate, shown.day_rate,
         shown.standing, shown.is_verified, shown.roles
    FROM (
      SELECT p.id, p.calendar_id, p.created_at,
             CASE p.kind
               WHEN {accounts.states.PartyKind.BAND} THEN 1
               WHEN {accounts.states.PartyKind.VENUE} THEN 2
               WHEN {accounts.states.PartyKind.PERSON} THEN 3
               WHEN {accounts.states.PartyKind.PROFESSIONAL} THEN 5
               ELSE 4
             END AS kind,
             coalesce(discovery_spot(v.latitude, v.longitude), discovery_spot(c.latitude, c.longitude)) AS spot,
             (coalesce(p.rating_average, 0) * 100)::smallint AS rating,
             discovery_euros(p.fee_min_minor, p.fee_currency_id) AS low,
             discovery_euros(p.fee_max_minor, p.fee_currency_id) AS high,
             b.draw, coalesce(b.has_pa, false) AS has_pa, b.travel_radius_km AS travel_km,
             (SELECT max(s.capacity) FROM venues_stage s WHERE s.venue_id = p.id) AS capacity,
             (SELECT least(count(DISTINCT m.user_id), 32767) FROM accounts_membership m
               WHERE m.party_id = p.id AND m.left_at IS NULL
                 AND m.role = {accounts.states.Role.MEMBER})::smallint AS size,
             pr.disciplines, pr.languages, pr.is_remote, offered.hour_rate, offered.day_rate, credited.roles,
             discovery_standing(p.rating_average, p.rating_count) AS standing,
             CASE WHEN pr.party_id IS NOT NULL THEN pr.verified_at IS NOT NULL END AS is_verified
        FROM accounts_party p
        LEFT JOIN catalogue_city c ON c.id = p.city_id
        LEFT JOIN bands_band b ON b.party_id = p.id
        LEFT JOIN venues_venue v ON v.party_id = p.id
        LEFT JOIN studio_professional pr ON pr.party_id = p.id
        LEFT JOIN LATERAL (
          SELECT coalesce(min(discovery_euros(s.amount_minor, s.currency_id))
                            FILTER (WHERE s.rate_kind = {studio.states.RateKind.HOUR}), 'infinity') AS hour_rate,
                 coalesce(min(discovery_euros(s.amount_minor, s.currency_id))
                            FILTER (WHERE s.rate_kind = {studio.states.RateKind.DAY}), 'infinity') AS day_rate
            FROM studio_service s WHERE s.professional_id = p.id AND s.retired_at IS NULL
        ) AS offered ON pr.party_id IS NOT NULL
        LEFT JOIN LATERAL (
          SELECT coalesce(array_agg(DISTINCT did.role COLLATE "C" ORDER BY did.role COLLATE "C"), '{}')::text[] AS roles
            FROM (SELECT discovery_role(credit.role) AS role FROM studio_credit credit
                   WHERE credit.professional_id = p.id) AS did
           WHERE did.role <> ''
        ) AS credited ON pr.party_id IS NOT NULL
       WHERE p.id = ANY(parties) AND {accounts.conditions.PUBLIC_PARTY(p)}
    ) AS shown,
    LATERAL (
      SELECT 0 AS number
      UNION
      SELECT above.number
        FROM accounts_party_genres pg
        JOIN catalogue_genre g ON g.slug = pg.genre_id
        JOIN catalogue_genre above ON above.slug = ANY(string_to_array(trim(both '/' from g.path), '/'))
       WHERE pg.party_id = shown.id
    ) AS under
$$;
