-- Listings follow a rate that is added or removed.
CREATE OR REPLACE TRIGGER discovery_rate
  AFTER INSERT OR DELETE ON catalogue_exchangerate
  FOR EACH ROW
  EXECUTE FUNCTION discovery_rate_changed('currency_id');
