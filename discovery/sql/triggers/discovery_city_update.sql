-- Search rows follow a town that is moved or renamed.
CREATE OR REPLACE TRIGGER discovery_city_update
  AFTER UPDATE OF latitude, longitude, name ON catalogue_city
  FOR EACH ROW
  WHEN ((OLD.latitude, OLD.longitude, OLD.name) IS DISTINCT FROM (NEW.latitude, NEW.longitude, NEW.name))
  EXECUTE FUNCTION discovery_city_changed();
