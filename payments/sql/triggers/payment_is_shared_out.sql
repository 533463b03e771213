-- A payment has shares that sum to it; checked at commit.
DROP TRIGGER IF EXISTS payment_is_shared_out ON payments_payment;
CREATE CONSTRAINT TRIGGER payment_is_shared_out
  AFTER INSERT ON payments_payment
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION payments_check_shares();
