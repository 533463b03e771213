-- Listings follow what a professional does, in which languages, and whether remotely.
CREATE OR REPLACE TRIGGER discovery_listing_professional_update
  AFTER UPDATE OF party_id, disciplines, languages, is_remote, verified_at ON studio_professional
  FOR EACH ROW
  WHEN ((OLD.party_id, OLD.disciplines, OLD.languages, OLD.is_remote, OLD.verified_at)
    IS DISTINCT FROM (NEW.party_id, NEW.disciplines, NEW.languages, NEW.is_remote, NEW.verified_at))
  EXECUTE FUNCTION discovery_listing_changed('party_id');
