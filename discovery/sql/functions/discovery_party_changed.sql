-- Refreshes the listings of the party that was written.
CREATE OR REPLACE FUNCTION discovery_party_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM discovery_refresh_listings(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
