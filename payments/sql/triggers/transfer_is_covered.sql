-- A transfer stays within what was paid and within its payee's share; checked at commit.
DROP TRIGGER IF EXISTS transfer_is_covered ON payments_transfer;
CREATE CONSTRAINT TRIGGER transfer_is_covered
  AFTER INSERT OR UPDATE ON payments_transfer
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION payments_check_outgoing();
