-- Search texts follow what a party says of itself. Costs nothing unless one of these columns changes.
CREATE OR REPLACE TRIGGER discovery_text_party_update
  AFTER UPDATE OF name, tagline, bio, city_id, approval, is_listed ON accounts_party
  FOR EACH ROW
  WHEN ((OLD.name, OLD.tagline, OLD.bio, OLD.city_id, OLD.approval, OLD.is_listed)
    IS DISTINCT FROM (NEW.name, NEW.tagline, NEW.bio, NEW.city_id, NEW.approval, NEW.is_listed))
  EXECUTE FUNCTION discovery_text_changed();
