-- Refreshes the listings of the party that the changed row names. The trigger's argument is the name of the
-- column.
CREATE OR REPLACE FUNCTION discovery_listing_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched uuid[] := '{}';
BEGIN
  IF TG_OP <> 'INSERT' THEN touched := touched || (to_jsonb(OLD) ->> TG_ARGV[0])::uuid; END IF;
  IF TG_OP <> 'DELETE' THEN touched := touched || (to_jsonb(NEW) ->> TG_ARGV[0])::uuid; END IF;
  PERFORM discovery_refresh_listings(touched);
  RETURN NULL;
END $$;
