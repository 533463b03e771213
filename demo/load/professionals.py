"""The statements that write the professionals of the load: one person each, with two services and hours on weekdays."""

DAYS_OPEN = 60
BUSY_EACH = 10

PEOPLE = """
INSERT INTO availability_calendar (id, public_id, version, public_version)
SELECT %(base)s + n, gen_random_uuid(), 1, 1 FROM generate_series(1, 2 * %(parties)s) AS n;
INSERT INTO accounts_user (id, password, is_superuser, email, name, timezone, language, calendar_id, nudge_weekday,
                           nudge_time, is_staff, is_active, date_joined)
SELECT gen_random_uuid(), '!', false, 'engineer-' || n || '@' || %(domain)s, 'Engineer ' || n, 'Europe/Berlin', 'en',
       %(base)s + n, NULL, '18:00', false, true, now()
  FROM generate_series(1, %(parties)s) AS n;
"""
PARTIES = """
INSERT INTO accounts_party (id, kind, name, slug, timezone, city_id, tagline, bio, approval, is_listed, shows_pending,
                            rating_average, rating_count, version, is_demo, created_at, calendar_id)
SELECT p.id, 'professional', first || ' ' || second || ' Audio',
       trim(both '-' from regexp_replace(catalogue_fold(first || ' ' || second), '[^a-z0-9]+', '-', 'g'))
           || '-audio-' || n,
       town.timezone, town.id, line, %(bio)s, 'approved', true, true, rating,
       CASE WHEN rating IS NULL THEN 0 ELSE 1 + n %% 40 END, 1, false, created_at, %(base)s + %(parties)s + n
  FROM load_party p JOIN load_town town ON town.number = p.town ORDER BY n;
INSERT INTO studio_professional (party_id, disciplines, languages, gear, is_remote, is_on_site, call_link,
                                 verified_at)
SELECT id, ARRAY[(%(disciplines)s::text[])[1 + n %% 10], (%(disciplines)s::text[])[1 + (n / 10 + 3) %% 10]]::varchar[],
       ARRAY['en', (ARRAY['de', 'fr', 'es', 'it', 'pl', 'tr', 'ja'])[1 + n %% 7]]::varchar[], '', n %% 3 > 0, true, '',
       CASE WHEN n %% 5 = 0 THEN created_at END
  FROM load_party;
INSERT INTO studio_credit (id, professional_id, artist, title, role, link)
SELECT gen_random_uuid(), id, 'Salz', 'Rain ' || nth,
       (ARRAY['Mixing', 'Drums', 'Bass', 'Lead vocals', 'Mastering', 'Piano', 'Cello'])[1 + (n + 3 * nth) %% 7], ''
  FROM load_party, generate_series(1, 3) AS nth WHERE nth <= n %% 4;
INSERT INTO studio_service (id, professional_id, discipline, name, mode, rate_kind, amount_minor, currency_id,
                            min_minutes, max_minutes, notice_minutes, buffer_minutes, revisions, cancellation_tiers,
                            created_at)
SELECT gen_random_uuid(), p.id, (%(disciplines)s::text[])[1 + n %% 10], 'Session', 'instant',
       CASE nth WHEN 1 THEN 'hour' ELSE 'day' END,
       (2000 + 100 * floor(100 * dice * dice))::bigint * CASE nth WHEN 1 THEN 1 ELSE 7 END,
       CASE country_id WHEN 'GB' THEN 'GBP' WHEN 'CH' THEN 'CHF' WHEN 'US' THEN 'USD' ELSE 'EUR' END,
       CASE nth WHEN 1 THEN 60 ELSE 1440 END, CASE nth WHEN 1 THEN 480 ELSE 1440 END, 1440, 0, 2, '[]', now()
  FROM load_party p JOIN load_town town ON town.number = p.town, generate_series(1, 2) AS nth
 WHERE nth = 1 OR n %% 3 = 0;
INSERT INTO accounts_party_genres (party_id, genre_id)
SELECT DISTINCT p.id, genre.slug
  FROM load_party p, generate_series(1, 3) AS nth, load_genre genre
 WHERE nth <= 1 + n %% 3
   AND genre.number = floor(power((hashint8(n * 3 + nth)::float8 + 2147483648) / 4294967296, 1.6)
                            * (SELECT count(*) FROM load_genre));
INSERT INTO accounts_membership (id, user_id, party_id, role, instrument, may_be_booked, joined_at)
SELECT gen_random_uuid(), u.id, p.id, role, '', true, p.created_at
  FROM load_party p JOIN accounts_user u ON u.calendar_id = %(base)s + p.n, unnest(ARRAY['owner', 'member']) AS role;
"""
BLOCKS = """
INSERT INTO availability_timeblock (calendar_id, kind, period)
SELECT %(base)s + %(parties)s + n, 'free', tstzrange(day + interval '9 hours', day + interval '17 hours')
  FROM generate_series(1, %(parties)s) AS n,
       generate_series(%(start)s::timestamptz, %(start)s::timestamptz + interval '%(days)s days', interval '1 day') AS day
 WHERE (extract(isodow FROM day)::int + n / 70) %% 7 < 4;
INSERT INTO availability_timeblock (calendar_id, kind, period)
SELECT calendar, 'busy', tstzrange(starts_at, starts_at + interval '4 hours')
  FROM (SELECT %(base)s + n AS calendar,
               %(start)s::timestamptz + interval '1 hour' * floor(random() * 24 * %(days)s) AS starts_at
          FROM generate_series(1, %(parties)s) AS n, generate_series(1, %(each)s)) AS taken;
"""
