-- Removes the search rows of a party that was deleted.
CREATE OR REPLACE FUNCTION discovery_party_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM discovery_listing WHERE party_id = OLD.id;
  DELETE FROM discovery_searchtext WHERE party_id = OLD.id;
  RETURN NULL;
END $$;
