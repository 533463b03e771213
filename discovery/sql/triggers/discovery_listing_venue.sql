-- Listings follow a venue that is made or deleted.
CREATE OR REPLACE TRIGGER discovery_listing_venue
  AFTER INSERT OR DELETE ON venues_venue
  FOR EACH ROW
  EXECUTE FUNCTION discovery_listing_changed('party_id');
