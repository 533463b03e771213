-- Listings follow the services of a professional, of which the cheapest count.
CREATE OR REPLACE TRIGGER discovery_listing_service
  AFTER INSERT OR DELETE ON studio_service
  FOR EACH ROW
  EXECUTE FUNCTION discovery_listing_changed('professional_id');
