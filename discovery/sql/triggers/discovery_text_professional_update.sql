-- Search texts follow what a professional does.
CREATE OR REPLACE TRIGGER discovery_text_professional_update
  AFTER UPDATE OF disciplines ON studio_professional
  FOR EACH ROW
  WHEN (OLD.disciplines IS DISTINCT FROM NEW.disciplines)
  EXECUTE FUNCTION discovery_text_of_professional_changed();
