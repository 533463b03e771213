-- A party that is public when it is made gets its listings.
CREATE OR REPLACE TRIGGER discovery_listing_party
  AFTER INSERT ON accounts_party
  FOR EACH ROW
  WHEN ({accounts.conditions.PUBLIC_PARTY(NEW)})
  EXECUTE FUNCTION discovery_party_changed();
