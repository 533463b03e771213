-- A refund stays within what was paid; checked at commit.
DROP TRIGGER IF EXISTS refund_is_covered ON payments_refund;
CREATE CONSTRAINT TRIGGER refund_is_covered
  AFTER INSERT OR UPDATE ON payments_refund
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION payments_check_outgoing();
