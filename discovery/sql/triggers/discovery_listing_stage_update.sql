-- Listings follow the capacity of a stage.
CREATE OR REPLACE TRIGGER discovery_listing_stage_update
  AFTER UPDATE OF venue_id, capacity ON venues_stage
  FOR EACH ROW
  WHEN ((OLD.venue_id, OLD.capacity) IS DISTINCT FROM (NEW.venue_id, NEW.capacity))
  EXECUTE FUNCTION discovery_listing_changed('venue_id');
