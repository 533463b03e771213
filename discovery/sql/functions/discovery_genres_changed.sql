-- Refreshes the party that got or lost a genre.
CREATE OR REPLACE FUNCTION discovery_genres_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched uuid[] := ARRAY[(to_jsonb(OLD) ->> 'party_id')::uuid, (to_jsonb(NEW) ->> 'party_id')::uuid];
BEGIN
  PERFORM discovery_refresh_listings(touched), discovery_refresh_texts(touched);
  RETURN NULL;
END $$;
