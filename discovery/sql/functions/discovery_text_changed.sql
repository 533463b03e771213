-- Refreshes the search text of the party that was written.
CREATE OR REPLACE FUNCTION discovery_text_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM discovery_refresh_texts(ARRAY[NEW.id]);
  RETURN NULL;
END $$;
