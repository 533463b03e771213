-- Brings the day masks of a few calendars in line with their blocks; returns the calendars whose masks changed.
-- The three arrays name stretches: a calendar, and from when to when its blocks changed. Calendars that draw on it
-- are included. `availability.actions.masks` explains masks.
--
-- The plan is made once per session, because planning takes twice as long as running. Each affected day looks up
-- its own blocks (LATERAL, OFFSET 0): in one join the planner would expect thousands of days and read all blocks.
CREATE OR REPLACE FUNCTION availability_refresh_few(calendars bigint[], starts timestamptz[], ends timestamptz[])
  RETURNS SETOF bigint LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
  WITH stretches AS (
        SELECT calendar_id, tstzrange(starts_at, ends_at) AS period
          FROM unnest(calendars, starts, ends) AS given(calendar_id, starts_at, ends_at)
    ),
    reached AS (
        SELECT calendar_id, period FROM stretches
        UNION ALL
        SELECT s.calendar_id, stretches.period * tstzrange(s.since, s.until)
          FROM stretches JOIN availability_calendarsource s ON s.draws_on_id = stretches.calendar_id
         WHERE stretches.period && tstzrange(s.since, s.until)
    ),
    affected AS (
        SELECT DISTINCT calendar_id, day
          FROM reached, generate_series(
                   date_trunc('day', lower(period) AT TIME ZONE 'UTC'),
                   upper(period) AT TIME ZONE 'UTC' - interval '1 microsecond', interval '1 day') AS day
    ),
    masks AS MATERIALIZED (
        SELECT calendar_id, day::date AS day, mask
          FROM affected, LATERAL (SELECT day AT TIME ZONE 'UTC' AS starts_at OFFSET 0) AS midnight, LATERAL (
              SELECT coalesce(bit_or(((1::bigint << (last - first)) - 1) << first), 0) AS mask
                FROM (SELECT floor(extract(epoch FROM lower(part) - starts_at) / 1800)::int AS first,
                             ceil(extract(epoch FROM upper(part) - starts_at) / 1800)::int AS last
                        FROM (SELECT affected.calendar_id AS source_id, tstzrange(NULL, NULL) AS valid
                              UNION ALL
                              SELECT draws_on_id, tstzrange(since, until)
                                FROM availability_calendarsource s WHERE s.calendar_id = affected.calendar_id) drawn,
                             LATERAL (
                                 SELECT b.period * valid * tstzrange(starts_at, starts_at + interval '1 day') AS part
                                   FROM availability_timeblock b
                                  WHERE b.calendar_id = source_id
                                    AND b.kind IN ({availability.states.BlockKind.BUSY}, {availability.states.BlockKind.CLAIM})
                                    AND lower(b.period) >= starts_at - interval '7 days'
                                    AND lower(b.period) < starts_at + interval '1 day'
                                    AND upper(b.period) > starts_at
                                 OFFSET 0) AS taken
                       WHERE NOT isempty(part)) AS halves
          ) AS found
    ),
    emptied AS (
        DELETE FROM availability_daymask old USING masks
         WHERE old.calendar_id = masks.calendar_id AND old.day = masks.day AND masks.mask = 0
        RETURNING old.calendar_id
    ),
    written AS (
        INSERT INTO availability_daymask AS old (calendar_id, day, mask)
        SELECT calendar_id, day, mask FROM masks WHERE mask > 0 ORDER BY calendar_id, day
        ON CONFLICT (calendar_id, day) DO UPDATE SET mask = excluded.mask WHERE old.mask <> excluded.mask
        RETURNING old.calendar_id
    )
SELECT calendar_id FROM emptied UNION SELECT calendar_id FROM written;
END $$;
