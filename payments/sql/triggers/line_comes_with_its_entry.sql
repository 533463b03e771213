-- A line of the ledger comes in the transaction of its entry.
CREATE OR REPLACE TRIGGER line_comes_with_its_entry
  BEFORE INSERT ON payments_ledgerline
  FOR EACH ROW
  EXECUTE FUNCTION payments_check_line();
