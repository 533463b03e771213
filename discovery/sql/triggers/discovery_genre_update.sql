-- Search rows follow a genre that is renamed or moved in the tree.
CREATE OR REPLACE TRIGGER discovery_genre_update
  AFTER UPDATE OF path, name ON catalogue_genre
  FOR EACH ROW
  WHEN ((OLD.path, OLD.name) IS DISTINCT FROM (NEW.path, NEW.name))
  EXECUTE FUNCTION discovery_genre_changed();
