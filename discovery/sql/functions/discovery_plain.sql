-- A text with nothing but letters and digits, folded; whatever stands between them becomes one space.
CREATE OR REPLACE FUNCTION discovery_plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT trim(regexp_replace(catalogue_fold($1), '[^[:alnum:]]+', ' ', 'g'))
$$;
