-- Listings follow a band that is made or deleted.
CREATE OR REPLACE TRIGGER discovery_listing_band
  AFTER INSERT OR DELETE ON bands_band
  FOR EACH ROW
  EXECUTE FUNCTION discovery_listing_changed('party_id');
