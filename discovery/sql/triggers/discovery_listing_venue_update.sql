-- Listings follow a venue that moves.
CREATE OR REPLACE TRIGGER discovery_listing_venue_update
  AFTER UPDATE OF party_id, latitude, longitude ON venues_venue
  FOR EACH ROW
  WHEN ((OLD.party_id, OLD.latitude, OLD.longitude)
    IS DISTINCT FROM (NEW.party_id, NEW.latitude, NEW.longitude))
  EXECUTE FUNCTION discovery_listing_changed('party_id');
