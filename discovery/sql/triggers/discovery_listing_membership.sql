-- Listings follow the number of members: somebody joins or is removed.
CREATE OR REPLACE TRIGGER discovery_listing_membership
  AFTER INSERT OR DELETE ON accounts_membership
  FOR EACH ROW
  EXECUTE FUNCTION discovery_listing_changed('party_id');
