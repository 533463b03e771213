-- Search texts follow the names of a town.
CREATE OR REPLACE TRIGGER discovery_cityname
  AFTER INSERT OR DELETE ON catalogue_cityname
  FOR EACH ROW
  EXECUTE FUNCTION discovery_cityname_changed();
