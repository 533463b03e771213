-- Listings follow the number of members: somebody leaves, or changes role.
CREATE OR REPLACE TRIGGER discovery_listing_membership_update
  AFTER UPDATE OF party_id, user_id, role, left_at ON accounts_membership
  FOR EACH ROW
  WHEN ((OLD.party_id, OLD.user_id, OLD.role, OLD.left_at)
    IS DISTINCT FROM (NEW.party_id, NEW.user_id, NEW.role, NEW.left_at))
  EXECUTE FUNCTION discovery_listing_changed('party_id');
