-- A party that is deleted leaves no search rows.
CREATE OR REPLACE TRIGGER discovery_party_gone
  AFTER DELETE ON accounts_party
  FOR EACH ROW
  EXECUTE FUNCTION discovery_party_gone();
