-- Listings follow the credits of a professional, which say what they do.
CREATE OR REPLACE TRIGGER discovery_listing_credit
  AFTER INSERT OR DELETE ON studio_credit
  FOR EACH ROW
  EXECUTE FUNCTION discovery_listing_changed('professional_id');
