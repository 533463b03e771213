-- The lines of an entry sum to zero; checked at commit.
DROP TRIGGER IF EXISTS entry_sums_to_zero ON payments_ledgerentry;
CREATE CONSTRAINT TRIGGER entry_sums_to_zero
  AFTER INSERT ON payments_ledgerentry
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION payments_check_entry();
