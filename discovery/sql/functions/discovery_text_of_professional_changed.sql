-- Refreshes the search text of the party of a professional that was written or deleted.
CREATE OR REPLACE FUNCTION discovery_text_of_professional_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM discovery_refresh_texts(ARRAY[CASE TG_OP WHEN 'DELETE' THEN OLD.party_id ELSE NEW.party_id END]);
  RETURN NULL;
END $$;
