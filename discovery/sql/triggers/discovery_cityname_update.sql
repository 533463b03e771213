-- Search texts follow a name of a town that changes.
CREATE OR REPLACE TRIGGER discovery_cityname_update
  AFTER UPDATE OF city_id, name ON catalogue_cityname
  FOR EACH ROW
  WHEN ((OLD.city_id, OLD.name) IS DISTINCT FROM (NEW.city_id, NEW.name))
  EXECUTE FUNCTION discovery_cityname_changed();
