"""The statements that write people, acts and venues of the load."""

# Towns by their people. Half of the world is in Europe here: a radius there has to look among many.
TOWNS = """
CREATE TEMPORARY TABLE load_town AS
SELECT row_number() OVER (ORDER BY id)::int AS number, id, name, timezone, country_id, latitude, longitude,
       sum(greatest(population, 1000) * CASE WHEN timezone LIKE 'Europe/%%' THEN 8 ELSE 1 END)
           OVER (ORDER BY id)::float8 AS people
  FROM catalogue_city;
CREATE UNIQUE INDEX ON load_town (number);
CREATE TEMPORARY TABLE load_genre AS
SELECT row_number() OVER (ORDER BY md5(slug)) - 1 AS number, slug FROM catalogue_genre;
CREATE UNIQUE INDEX ON load_genre (number);
"""
# Who belongs together has consecutive numbers: act n is played by the people 5 (n - 1) + 1 to 5 n.
PEOPLE = """
INSERT INTO availability_calendar (id, public_id, known_until, said_at, version, public_version)
SELECT %(base)s + n, gen_random_uuid(),
       CASE WHEN hashint4((n - 1) / 5) %% 10 BETWEEN -6 AND 6
            THEN %(today)s::timestamptz + interval '500 days'
            ELSE %(today)s::timestamptz + random() * interval '300 days' END,
       now(), 1, 1
  FROM generate_series(%(first)s, %(last)s) AS n;
INSERT INTO accounts_user (id, password, is_superuser, email, name, timezone, language, calendar_id, nudge_weekday,
                           nudge_time, is_staff, is_active, date_joined)
SELECT gen_random_uuid(), '!', false, 'person-' || n || '@' || %(domain)s, 'Player ' || n, 'Europe/Berlin', 'en',
       %(base)s + n, NULL, '18:00', false, true, now()
  FROM generate_series(%(first)s, %(last)s) AS n;
"""
PICKED = """
CREATE TEMPORARY TABLE load_party AS
WITH town AS MATERIALIZED (SELECT array_agg(people ORDER BY number) AS people, max(people) AS everybody FROM load_town)
SELECT n, gen_random_uuid() AS id,
       least(width_bucket(random() * everybody, people) + 1, (SELECT max(number) FROM load_town)) AS town,
       random() AS dice, %(now)s::timestamptz - random() * interval '900 days' AS created_at,
       (%(first)s::text[])[1 + floor(random() * cardinality(%(first)s::text[]))] AS first,
       (%(second)s::text[])[1 + floor(random() * cardinality(%(second)s::text[]))] AS second,
       (%(lines)s::text[])[1 + floor(random() * cardinality(%(lines)s::text[]))] AS line,
       (%(houses)s::text[])[1 + floor(random() * cardinality(%(houses)s::text[]))] AS house,
       CASE WHEN random() < 0.8 THEN round((5 - 2.5 * random() * random())::numeric, 2) END AS rating
  FROM town, generate_series(1, %(parties)s) AS n;
CREATE UNIQUE INDEX ON load_party (n);
ANALYZE load_party;
"""
CALENDARS = """
INSERT INTO availability_calendar (id, public_id, known_until, version, public_version)
SELECT %(base)s + %(people)s + n, gen_random_uuid(), players.known_until, 1, 1
  FROM generate_series(1, %(acts)s) AS n,
       LATERAL (SELECT min(known_until) AS known_until FROM availability_calendar
                 WHERE id BETWEEN %(base)s + (n - 1) * 5 + 1 AND %(base)s + n * 5) AS players;
INSERT INTO availability_calendar (id, public_id, known_until, version, public_version)
SELECT %(base)s + %(people)s + n + %(venues)s * place, gen_random_uuid(), NULL, 1, 1
  FROM generate_series(%(acts)s + 1, %(acts)s + %(venues)s) AS n, generate_series(0, 2) AS place
 WHERE place < 2 OR n %% 3 = 0;
INSERT INTO availability_calendarsource (calendar_id, draws_on_id, since)
SELECT %(base)s + %(people)s + 1 + (player - 1) / 5, %(base)s + player, '-infinity'
  FROM generate_series(1, %(people)s) AS player;
"""
PARTIES = """
INSERT INTO accounts_party (id, kind, name, slug, timezone, city_id, tagline, bio, approval, is_listed, shows_pending,
                            fee_min_minor, fee_max_minor, fee_currency_id, rating_average, rating_count, version,
                            is_demo, created_at, calendar_id)
SELECT id, kind, name, trim(both '-' from regexp_replace(catalogue_fold(name), '[^a-z0-9]+', '-', 'g')) || '-' || n,
       timezone, city_id, line, %(bio)s, 'approved', true, true, fee, fee + fee * (n %% 3) / 2,
       CASE WHEN fee IS NOT NULL THEN currency END, rating, CASE WHEN rating IS NULL THEN 0 ELSE 1 + n %% 40 END, 1,
       false, created_at, %(base)s + %(people)s + n
  FROM (SELECT p.id, p.n, p.line, p.rating, p.created_at, town.timezone, town.id AS city_id,
               CASE WHEN n > %(acts)s THEN 'venue' ELSE 'band' END AS kind,
               CASE WHEN n > %(acts)s THEN first || ' ' || house
                    WHEN n %% 3 = 0 THEN 'The ' || first || ' ' || second
                    WHEN n %% 7 = 0 THEN first || ' ' || second || ' of ' || town.name
                    ELSE first || ' ' || second END AS name,
               CASE WHEN n %% 10 > 0 THEN (150 + 50 * floor(48 * dice * dice))::bigint * scale END AS fee,
               currency
          FROM load_party p JOIN load_town town ON town.number = p.town,
               LATERAL (SELECT CASE country_id WHEN 'GB' THEN 'GBP' WHEN 'CH' THEN 'CHF' WHEN 'US' THEN 'USD'
                                               WHEN 'PL' THEN 'PLN' WHEN 'SE' THEN 'SEK' WHEN 'JP' THEN 'JPY'
                                               ELSE 'EUR' END AS currency,
                               CASE country_id WHEN 'PL' THEN 430 WHEN 'SE' THEN 1100 WHEN 'JP' THEN 160
                                               ELSE 100 END AS scale) AS money) AS made
 ORDER BY n;
INSERT INTO bands_band (party_id, evening_from, evening_to, essential_instruments, draw, travel_radius_km, has_pa)
SELECT id, '19:00', '00:00', '{}', 20 + floor(600 * dice * dice)::int,
       (ARRAY[NULL, 50, 100, 200, 300, 500, 1000])[1 + n %% 7], n %% 5 < 2
  FROM load_party WHERE n <= %(acts)s;
INSERT INTO venues_venue (party_id, day_starts_at, address, postal_code, access_info, load_in_info, house_rules,
                          latitude, longitude)
SELECT p.id, '06:00', 'Main street ' || n, '', 'No steps from the street to the stage.', '', '',
       least(town.latitude + (random() - 0.5) / 10, 90),
       least(greatest(town.longitude + (random() - 0.5) / 10, -180), 180)
  FROM load_party p JOIN load_town town ON town.number = p.town WHERE n > %(acts)s;
INSERT INTO venues_stage (id, venue_id, name, capacity, description, backline, pa, lights, calendar_id, position)
SELECT gen_random_uuid(), p.id, CASE room WHEN 0 THEN 'Main stage' ELSE 'Side room' END,
       (40 + floor(1500 * dice * dice))::int / (1 + room), '', 'Drums, bass amplifier', '', '',
       %(base)s + %(people)s + n + %(venues)s * (1 + room), room
  FROM load_party p, generate_series(0, 1) AS room WHERE n > %(acts)s AND (room = 0 OR n %% 3 = 0);
INSERT INTO accounts_party_genres (party_id, genre_id)
SELECT DISTINCT p.id, genre.slug
  FROM load_party p, generate_series(1, 3) AS nth, load_genre genre
 WHERE nth <= 1 + n %% 3
   AND genre.number = floor(power((hashint8(n * 3 + nth)::float8 + 2147483648) / 4294967296, 1.6)
                            * (SELECT count(*) FROM load_genre));
INSERT INTO accounts_membership (id, user_id, party_id, role, instrument, may_be_booked, joined_at)
SELECT gen_random_uuid(), u.id, p.id, role, CASE role WHEN 'member' THEN instrument ELSE '' END, true, p.created_at
  FROM accounts_user u
  JOIN load_party p ON p.n = 1 + (u.calendar_id - %(base)s - 1) / 5 AND p.n <= %(acts)s,
       LATERAL (SELECT (ARRAY['vocals', 'guitar', 'bass', 'drums', 'keys'])[1 + (u.calendar_id - %(base)s - 1) %% 5]
                    AS instrument) AS part,
       unnest(CASE WHEN instrument = 'vocals' THEN ARRAY['owner', 'member'] ELSE ARRAY['member'] END) AS role
 WHERE u.calendar_id > %(base)s AND u.calendar_id <= %(base)s + %(people)s;
INSERT INTO accounts_membership (id, user_id, party_id, role, instrument, may_be_booked, joined_at)
SELECT gen_random_uuid(), u.id, p.id, 'owner', '', true, p.created_at
  FROM load_party p JOIN accounts_user u ON u.calendar_id = %(base)s + 5 * (p.n - %(acts)s) - 4
 WHERE p.n > %(acts)s;
"""
