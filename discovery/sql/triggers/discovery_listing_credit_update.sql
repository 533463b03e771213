-- Listings follow what a credit says that a professional did.
CREATE OR REPLACE TRIGGER discovery_listing_credit_update
  AFTER UPDATE OF professional_id, role ON studio_credit
  FOR EACH ROW
  WHEN ((OLD.professional_id, OLD.role) IS DISTINCT FROM (NEW.professional_id, NEW.role))
  EXECUTE FUNCTION discovery_listing_changed('professional_id');
