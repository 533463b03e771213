-- The words of a text, for searching: no stemming, no stop words.
CREATE OR REPLACE FUNCTION discovery_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT to_tsvector('pg_catalog.simple', discovery_plain($1))
$$;
