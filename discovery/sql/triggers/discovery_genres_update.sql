-- Listings and search texts follow a genre row that is given to another party or genre.
CREATE OR REPLACE TRIGGER discovery_genres_update
  AFTER UPDATE OF party_id, genre_id ON accounts_party_genres
  FOR EACH ROW
  WHEN ((OLD.party_id, OLD.genre_id) IS DISTINCT FROM (NEW.party_id, NEW.genre_id))
  EXECUTE FUNCTION discovery_genres_changed();
