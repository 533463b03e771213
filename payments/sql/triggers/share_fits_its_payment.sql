-- No share is added to a payment that is shared out already; checked at commit.
DROP TRIGGER IF EXISTS share_fits_its_payment ON payments_payeeshare;
CREATE CONSTRAINT TRIGGER share_fits_its_payment
  AFTER INSERT ON payments_payeeshare
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION payments_check_shares();
