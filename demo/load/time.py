"""The statements that write the blocks of the load, and the masks that they make."""

DAYS = 540
BLOCKS_A_CALENDAR = 20

BLOCKS = """
INSERT INTO availability_timeblock (calendar_id, kind, period)
SELECT calendar, kind, tstzrange(starts_at, starts_at + interval '15 minutes' * (4 + floor(random() * 37)))
  FROM (SELECT calendar,
               CASE WHEN calendar > %(base)s + %(people)s THEN 'busy'
                    ELSE (ARRAY['busy', 'busy', 'busy', 'maybe', 'free'])[1 + floor(random() * 5)] END AS kind,
               %(start)s::timestamptz + interval '15 minutes' * floor(random() * %(days)s * 96) AS starts_at
          FROM (SELECT id AS calendar FROM availability_calendar WHERE id BETWEEN %(first)s AND %(last)s) AS known,
               generate_series(1, %(each)s)
         ORDER BY 1, 3) AS given
"""
MASKS = """
INSERT INTO availability_daymask (calendar_id, day, mask)
SELECT calendar_id, day, bit_or(((1::bigint << (last - first)) - 1) << first)
  FROM (SELECT calendar_id, day::date AS day,
               floor(extract(epoch FROM greatest(lower(period), day AT TIME ZONE 'UTC') - day AT TIME ZONE 'UTC')
                     / 1800)::int AS first,
               ceil(extract(epoch FROM least(upper(period), (day + interval '1 day') AT TIME ZONE 'UTC')
                            - day AT TIME ZONE 'UTC') / 1800)::int AS last
          FROM availability_timeblock,
               generate_series(date_trunc('day', lower(period) AT TIME ZONE 'UTC'),
                               upper(period) AT TIME ZONE 'UTC' - interval '1 microsecond', interval '1 day') AS day
         WHERE kind = 'busy' AND calendar_id BETWEEN %(first)s AND %(last)s) AS part
 GROUP BY calendar_id, day
"""
MASKS_OF_ACTS = """
INSERT INTO availability_daymask (calendar_id, day, mask)
SELECT s.calendar_id, day, bit_or(mask)
  FROM availability_daymask mask JOIN availability_calendarsource s ON s.draws_on_id = mask.calendar_id
 WHERE s.calendar_id > %(base)s + %(people)s AND s.calendar_id <= %(base)s + %(people)s + %(acts)s
 GROUP BY s.calendar_id, day
"""
