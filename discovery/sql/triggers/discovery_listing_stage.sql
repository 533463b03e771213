-- Listings follow the stages of a venue, of which the largest counts.
CREATE OR REPLACE TRIGGER discovery_listing_stage
  AFTER INSERT OR DELETE ON venues_stage
  FOR EACH ROW
  EXECUTE FUNCTION discovery_listing_changed('venue_id');
