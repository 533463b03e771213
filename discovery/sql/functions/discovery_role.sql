-- What somebody did on a record, as it is compared: in small letters, with single spaces.
CREATE OR REPLACE FUNCTION discovery_role(role text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(btrim(regexp_replace(role, '\s+', ' ', 'g')))
$$;
