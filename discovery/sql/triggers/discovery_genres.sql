-- Listings and search texts follow the genres of a party.
CREATE OR REPLACE TRIGGER discovery_genres
  AFTER INSERT OR DELETE ON accounts_party_genres
  FOR EACH ROW
  EXECUTE FUNCTION discovery_genres_changed();
