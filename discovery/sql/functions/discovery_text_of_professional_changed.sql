-- Refreshes the search text of the party of a professional that was written.
CREATE OR REPLACE FUNCTION discovery_text_of_professional_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM discovery_refresh_texts(ARRAY[NEW.party_id]);
  RETURN NULL;
END $$;
