-- A search for all words of a text, each as the beginning of a word, among the given weights ("ABCD"). NULL for a
-- text without words.
CREATE OR REPLACE FUNCTION discovery_asked(text, weight text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN plain <> ''
              THEN to_tsquery('pg_catalog.simple', replace(plain, ' ', ':*' || $2 || ' & ') || ':*' || $2) END
    FROM (SELECT discovery_plain($1) AS plain) AS asked
$$;
