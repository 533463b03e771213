-- Listings follow a rate that changes.
CREATE OR REPLACE TRIGGER discovery_rate_update
  AFTER UPDATE OF currency_id, per_euro ON catalogue_exchangerate
  FOR EACH ROW
  WHEN ((OLD.currency_id, OLD.per_euro) IS DISTINCT FROM (NEW.currency_id, NEW.per_euro))
  EXECUTE FUNCTION discovery_rate_changed('currency_id');
