-- Listings follow the number of minor digits of a currency.
CREATE OR REPLACE TRIGGER discovery_currency_update
  AFTER UPDATE OF minor_digits ON catalogue_currency
  FOR EACH ROW
  WHEN ((OLD.minor_digits) IS DISTINCT FROM (NEW.minor_digits))
  EXECUTE FUNCTION discovery_rate_changed('code');
