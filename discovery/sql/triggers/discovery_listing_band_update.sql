-- Listings follow what a band draws and brings, and how far it travels.
CREATE OR REPLACE TRIGGER discovery_listing_band_update
  AFTER UPDATE OF party_id, draw, has_pa, travel_radius_km ON bands_band
  FOR EACH ROW
  WHEN ((OLD.party_id, OLD.draw, OLD.has_pa, OLD.travel_radius_km)
    IS DISTINCT FROM (NEW.party_id, NEW.draw, NEW.has_pa, NEW.travel_radius_km))
  EXECUTE FUNCTION discovery_listing_changed('party_id');
