-- The search text of a party gets the words of its disciplines when it becomes a professional.
CREATE OR REPLACE TRIGGER discovery_text_professional
  AFTER INSERT ON studio_professional
  FOR EACH ROW
  EXECUTE FUNCTION discovery_text_of_professional_changed();
