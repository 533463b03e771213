-- A transfer is of money that was paid by card; checked at commit.
DROP TRIGGER IF EXISTS transfer_is_of_card_money ON payments_transfer;
CREATE CONSTRAINT TRIGGER transfer_is_of_card_money
  AFTER INSERT ON payments_transfer
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION payments_check_transfer();
