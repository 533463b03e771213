-- Listings follow a professional that is made or deleted.
CREATE OR REPLACE TRIGGER discovery_listing_professional
  AFTER INSERT OR DELETE ON studio_professional
  FOR EACH ROW
  EXECUTE FUNCTION discovery_listing_changed('party_id');
