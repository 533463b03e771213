-- The search text of a party gets the words of its disciplines when it becomes a professional,
-- and loses them when it is none any more.
CREATE OR REPLACE TRIGGER discovery_text_professional
  AFTER INSERT OR DELETE ON studio_professional
  FOR EACH ROW
  EXECUTE FUNCTION discovery_text_of_professional_changed();
