"""How listings and search texts are made of the truth, and when: in the transaction that changes it.

`discovery_listing_truth` and `discovery_text_truth` say what should be there for some parties, the two `refresh` make
it so under the party's lock, and the triggers call them for whoever is touched.
"""

from django.db import migrations

# Fees are compared in euros. Without a rate there is no telling, and NULL fits no range.
EUROS = """
CREATE FUNCTION discovery_euros(amount_minor bigint, code text) RETURNS float8 LANGUAGE sql STABLE AS $$
  SELECT (amount_minor / (10::numeric ^ c.minor_digits) / r.per_euro)::float8
    FROM catalogue_currency c JOIN catalogue_exchangerate r ON r.currency_id = c.code WHERE c.code = $2
$$;
"""
# On a globe of the mean radius of the IUGG, as `catalogue.queries` has it.
SPOT = """
CREATE FUNCTION discovery_spot(latitude float8, longitude float8) RETURNS cube LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT cube(ARRAY[6371.0088 * cosd(latitude) * cosd(longitude), 6371.0088 * cosd(latitude) * sind(longitude),
                    6371.0088 * sind(latitude)])
$$;
"""
# Nothing but letters and digits: what is between them is a gap to everybody who types.
PLAIN = """
CREATE FUNCTION discovery_plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT trim(regexp_replace(catalogue_fold($1), '[^[:alnum:]]+', ' ', 'g'))
$$;
CREATE FUNCTION discovery_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT to_tsvector('pg_catalog.simple', discovery_plain($1))
$$;
CREATE FUNCTION discovery_asked(text, weight text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN plain <> ''
              THEN to_tsquery('pg_catalog.simple', replace(plain, ' ', ':*' || $2 || ' & ') || ':*' || $2) END
    FROM (SELECT discovery_plain($1) AS plain) AS asked
$$;
CREATE FUNCTION discovery_alike(asked text) RETURNS TABLE (party_id uuid, likeness int) LANGUAGE plpgsql AS $$
BEGIN
  -- As a clause of this function, only a superuser could restore it from a dump.
  PERFORM set_config('pg_trgm.word_similarity_threshold', '0.5', true);
  RETURN QUERY SELECT s.party_id, (1000 * word_similarity(catalogue_fold(asked), s.name))::int
                 FROM discovery_searchtext s WHERE catalogue_fold(asked) <% s.name;
END $$;
"""
LISTING_TRUTH = """
CREATE FUNCTION discovery_listing_truth(parties uuid[])
RETURNS TABLE (party_id uuid, heading int, calendar_id bigint, spot cube, rating smallint, fee_low float8,
               fee_high float8, draw int, capacity int, size smallint, has_pa boolean, travel_km int,
               created_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT shown.id, shown.kind * 100000 + under.number, shown.calendar_id, shown.spot, shown.rating,
         CASE WHEN low IS NULL AND high IS NULL THEN 'infinity' ELSE coalesce(low, 0) END,
         CASE WHEN low IS NULL AND high IS NULL THEN '-infinity' ELSE coalesce(high, 'infinity') END,
         shown.draw, shown.capacity, shown.size, shown.has_pa, shown.travel_km, shown.created_at
    FROM (
      SELECT p.id, p.calendar_id, p.created_at,
             CASE p.kind WHEN 'band' THEN 1 WHEN 'venue' THEN 2 WHEN 'person' THEN 3 ELSE 4 END AS kind,
             coalesce(discovery_spot(v.latitude, v.longitude), discovery_spot(c.latitude, c.longitude)) AS spot,
             (coalesce(p.rating_average, 0) * 100)::smallint AS rating,
             discovery_euros(p.fee_min_minor, p.fee_currency_id) AS low,
             discovery_euros(p.fee_max_minor, p.fee_currency_id) AS high,
             b.draw, coalesce(b.has_pa, false) AS has_pa, b.travel_radius_km AS travel_km,
             (SELECT max(s.capacity) FROM venues_stage s WHERE s.venue_id = p.id) AS capacity,
             (SELECT least(count(DISTINCT m.user_id), 32767) FROM accounts_membership m
               WHERE m.party_id = p.id AND m.left_at IS NULL AND m.role = 'member')::smallint AS size
        FROM accounts_party p
        LEFT JOIN catalogue_city c ON c.id = p.city_id
        LEFT JOIN bands_band b ON b.party_id = p.id
        LEFT JOIN venues_venue v ON v.party_id = p.id
       WHERE p.id = ANY(parties) AND p.approval = 'approved' AND p.is_listed
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
"""
TEXT_TRUTH = """
CREATE FUNCTION discovery_text_truth(parties uuid[]) RETURNS TABLE (party_id uuid, name text, words tsvector)
LANGUAGE sql STABLE AS $$
  SELECT p.id, catalogue_fold(p.name),
         setweight(discovery_words(p.name), 'A')
         || setweight(discovery_words(p.tagline), 'B')
         || setweight(discovery_words(coalesce((SELECT string_agg(g.name, ' ' ORDER BY g.slug)
                                                  FROM accounts_party_genres pg
                                                  JOIN catalogue_genre g ON g.slug = pg.genre_id
                                                 WHERE pg.party_id = p.id), '')), 'B')
         || setweight(discovery_words(coalesce((SELECT string_agg(n.name, ' ' ORDER BY n.id) FROM catalogue_cityname n
                                                 WHERE n.city_id = p.city_id), c.name, '')), 'C')
         || setweight(discovery_words(p.bio), 'D')
    FROM accounts_party p LEFT JOIN catalogue_city c ON c.id = p.city_id
   WHERE p.id = ANY(parties) AND p.approval = 'approved' AND p.is_listed
$$;
"""
# Whoever changes what a party's rows are made of waits here for others who do. What they wrote is read after that: each
# statement of this function sees what was committed before it began.
REFRESH = """
CREATE FUNCTION discovery_refresh_listings(parties uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts_party p WHERE p.id = ANY(parties) ORDER BY p.id FOR NO KEY UPDATE;
  WITH truth AS MATERIALIZED (SELECT * FROM discovery_listing_truth(parties)),
  gone AS (
    DELETE FROM discovery_listing l WHERE l.party_id = ANY(parties)
       AND NOT EXISTS (SELECT FROM truth t WHERE t.party_id = l.party_id AND t.heading = l.heading)
  )
  INSERT INTO discovery_listing AS l (party_id, heading, calendar_id, spot, rating, fee_low, fee_high, draw, capacity,
                                      size, has_pa, travel_km, created_at)
  SELECT party_id, heading, calendar_id, spot, rating, fee_low, fee_high, draw, capacity, size, has_pa, travel_km,
         created_at FROM truth
  ON CONFLICT (party_id, heading) DO UPDATE
    SET calendar_id = excluded.calendar_id, spot = excluded.spot, rating = excluded.rating,
        fee_low = excluded.fee_low, fee_high = excluded.fee_high, draw = excluded.draw, capacity = excluded.capacity,
        size = excluded.size, has_pa = excluded.has_pa, travel_km = excluded.travel_km,
        created_at = excluded.created_at
    WHERE (l.calendar_id, l.spot, l.rating, l.fee_low, l.fee_high, l.draw, l.capacity, l.size, l.has_pa, l.travel_km,
           l.created_at)
       IS DISTINCT FROM
          (excluded.calendar_id, excluded.spot, excluded.rating, excluded.fee_low, excluded.fee_high, excluded.draw,
           excluded.capacity, excluded.size, excluded.has_pa, excluded.travel_km, excluded.created_at);
END $$;
CREATE FUNCTION discovery_refresh_texts(parties uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM accounts_party p WHERE p.id = ANY(parties) ORDER BY p.id FOR NO KEY UPDATE;
  WITH truth AS MATERIALIZED (SELECT * FROM discovery_text_truth(parties)),
  gone AS (
    DELETE FROM discovery_searchtext s WHERE s.party_id = ANY(parties)
       AND NOT EXISTS (SELECT FROM truth t WHERE t.party_id = s.party_id)
  )
  INSERT INTO discovery_searchtext AS s (party_id, name, words) SELECT party_id, name, words FROM truth
  ON CONFLICT (party_id) DO UPDATE SET name = excluded.name, words = excluded.words
    WHERE (s.name, s.words) IS DISTINCT FROM (excluded.name, excluded.words);
END $$;
"""
# The column of the changed row that names the party is told by each trigger.
CHANGED = """
CREATE FUNCTION discovery_listing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched uuid[] := '{}';
BEGIN
  IF TG_OP <> 'INSERT' THEN touched := touched || (to_jsonb(OLD) ->> TG_ARGV[0])::uuid; END IF;
  IF TG_OP <> 'DELETE' THEN touched := touched || (to_jsonb(NEW) ->> TG_ARGV[0])::uuid; END IF;
  PERFORM discovery_refresh_listings(touched);
  RETURN NULL;
END $$;
CREATE FUNCTION discovery_party_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM discovery_refresh_listings(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
CREATE FUNCTION discovery_text_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM discovery_refresh_texts(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
CREATE FUNCTION discovery_genres_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched uuid[] := ARRAY[(to_jsonb(OLD) ->> 'party_id')::uuid, (to_jsonb(NEW) ->> 'party_id')::uuid];
BEGIN
  PERFORM discovery_refresh_listings(touched), discovery_refresh_texts(touched);
  RETURN NULL;
END $$;
CREATE FUNCTION discovery_party_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM discovery_listing WHERE party_id = OLD.id;
  DELETE FROM discovery_searchtext WHERE party_id = OLD.id;
  RETURN NULL;
END $$;
CREATE FUNCTION discovery_city_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched uuid[] := ARRAY(SELECT id FROM accounts_party WHERE city_id = NEW.id);
BEGIN
  PERFORM discovery_refresh_listings(touched), discovery_refresh_texts(touched);
  RETURN NULL;
END $$;
CREATE FUNCTION discovery_cityname_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM discovery_refresh_texts(ARRAY(
    SELECT id FROM accounts_party
     WHERE city_id IN ((to_jsonb(OLD) ->> 'city_id')::uuid, (to_jsonb(NEW) ->> 'city_id')::uuid)));
  RETURN NULL;
END $$;
CREATE FUNCTION discovery_genre_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched uuid[] := ARRAY(SELECT party_id FROM accounts_party_genres WHERE genre_id = NEW.slug);
BEGIN
  PERFORM discovery_refresh_listings(touched), discovery_refresh_texts(touched);
  RETURN NULL;
END $$;
CREATE FUNCTION discovery_rate_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told text[] := ARRAY[to_jsonb(OLD) ->> TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[0]];
BEGIN
  PERFORM discovery_refresh_listings(ARRAY(SELECT id FROM accounts_party WHERE fee_currency_id = ANY(told)));
  RETURN NULL;
END $$;
"""
PARTY_FACTS = (
    "kind", "calendar_id", "city_id", "fee_min_minor", "fee_max_minor", "fee_currency_id", "rating_average",
    "created_at", "approval", "is_listed",
)  # fmt: skip
TEXT_FACTS = ("name", "tagline", "bio", "city_id", "approval", "is_listed")


def on_change(name: str, table: str, columns: tuple[str, ...], function: str) -> str:
    """A trigger that costs nothing unless one of these columns changes."""
    before, after = (", ".join(f"{row}.{column}" for column in columns) for row in ("OLD", "NEW"))
    return (
        f"CREATE TRIGGER {name}_update AFTER UPDATE OF {', '.join(columns)} ON {table} FOR EACH ROW"
        f" WHEN (({before}) IS DISTINCT FROM ({after})) EXECUTE FUNCTION {function};"
    )


def on_any_change(name: str, table: str, columns: tuple[str, ...], function: str) -> str:
    return on_change(name, table, columns, function) + (
        f"CREATE TRIGGER {name} AFTER INSERT OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function};"
    )


TRIGGERS = "\n".join([
    "CREATE TRIGGER discovery_listing_party AFTER INSERT ON accounts_party FOR EACH ROW"
    " WHEN (NEW.approval = 'approved' AND NEW.is_listed) EXECUTE FUNCTION discovery_party_changed();",
    "CREATE TRIGGER discovery_text_party AFTER INSERT ON accounts_party FOR EACH ROW"
    " WHEN (NEW.approval = 'approved' AND NEW.is_listed) EXECUTE FUNCTION discovery_text_changed();",
    "CREATE TRIGGER discovery_party_gone AFTER DELETE ON accounts_party FOR EACH ROW"
    " EXECUTE FUNCTION discovery_party_gone();",
    on_change("discovery_listing_party", "accounts_party", PARTY_FACTS, "discovery_party_changed()"),
    on_change("discovery_text_party", "accounts_party", TEXT_FACTS, "discovery_text_changed()"),
    on_any_change("discovery_genres", "accounts_party_genres", ("party_id", "genre_id"),
                  "discovery_genres_changed()"),
    on_any_change("discovery_listing_membership", "accounts_membership", ("party_id", "user_id", "role", "left_at"),
                  "discovery_listing_changed('party_id')"),
    on_any_change("discovery_listing_band", "bands_band", ("party_id", "draw", "has_pa", "travel_radius_km"),
                  "discovery_listing_changed('party_id')"),
    on_any_change("discovery_listing_venue", "venues_venue", ("party_id", "latitude", "longitude"),
                  "discovery_listing_changed('party_id')"),
    on_any_change("discovery_listing_stage", "venues_stage", ("venue_id", "capacity"),
                  "discovery_listing_changed('venue_id')"),
    on_change("discovery_city", "catalogue_city", ("latitude", "longitude", "name"), "discovery_city_changed()"),
    on_any_change("discovery_cityname", "catalogue_cityname", ("city_id", "name"), "discovery_cityname_changed()"),
    on_change("discovery_genre", "catalogue_genre", ("path", "name"), "discovery_genre_changed()"),
    on_any_change("discovery_rate", "catalogue_exchangerate", ("currency_id", "per_euro"),
                  "discovery_rate_changed('currency_id')"),
    on_change("discovery_currency", "catalogue_currency", ("minor_digits",), "discovery_rate_changed('code')"),
])  # fmt: skip
# In steps, so that nobody's site stands still while a hundred thousand acts are read.
FILL = """
DO $$
DECLARE
  step uuid[];
  everybody uuid[] := ARRAY(SELECT id FROM accounts_party WHERE approval = 'approved' AND is_listed ORDER BY id);
BEGIN
  FOR place IN 1 .. coalesce(cardinality(everybody), 0) BY 2000 LOOP
    step := everybody[place : place + 1999];
    PERFORM discovery_refresh_listings(step), discovery_refresh_texts(step);
  END LOOP;
END $$;
"""
NAMES = (
    ("accounts_party", ("discovery_listing_party", "discovery_text_party", "discovery_party_gone",
                        "discovery_listing_party_update", "discovery_text_party_update")),
    ("accounts_party_genres", ("discovery_genres", "discovery_genres_update")),
    ("accounts_membership", ("discovery_listing_membership", "discovery_listing_membership_update")),
    ("bands_band", ("discovery_listing_band", "discovery_listing_band_update")),
    ("venues_venue", ("discovery_listing_venue", "discovery_listing_venue_update")),
    ("venues_stage", ("discovery_listing_stage", "discovery_listing_stage_update")),
    ("catalogue_city", ("discovery_city_update",)),
    ("catalogue_cityname", ("discovery_cityname", "discovery_cityname_update")),
    ("catalogue_genre", ("discovery_genre_update",)),
    ("catalogue_exchangerate", ("discovery_rate", "discovery_rate_update")),
    ("catalogue_currency", ("discovery_currency_update",)),
)  # fmt: skip
FUNCTIONS = (
    "discovery_listing_changed()", "discovery_party_changed()", "discovery_text_changed()", "discovery_party_gone()",
    "discovery_genres_changed()", "discovery_city_changed()", "discovery_cityname_changed()",
    "discovery_genre_changed()", "discovery_rate_changed()", "discovery_refresh_listings(uuid[])",
    "discovery_refresh_texts(uuid[])", "discovery_listing_truth(uuid[])", "discovery_text_truth(uuid[])",
    "discovery_alike(text)", "discovery_asked(text, text)", "discovery_words(text)", "discovery_plain(text)",
    "discovery_spot(float8, float8)", "discovery_euros(bigint, text)",
)  # fmt: skip
BACK = "\n".join(
    [f"DROP TRIGGER {name} ON {table};" for table, names in NAMES for name in names]
    + [f"DROP FUNCTION {function};" for function in FUNCTIONS]
)


class Migration(migrations.Migration):
    dependencies = [("discovery", "0001_listings")]

    operations = [
        migrations.RunSQL(
            "\n".join([EUROS, SPOT, PLAIN, LISTING_TRUTH, TEXT_TRUTH, REFRESH, CHANGED, TRIGGERS, FILL]), BACK
        )
    ]
