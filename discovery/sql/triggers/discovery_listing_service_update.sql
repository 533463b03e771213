-- Listings follow the price of a service, and a service that is retired.
CREATE OR REPLACE TRIGGER discovery_listing_service_update
  AFTER UPDATE OF professional_id, rate_kind, amount_minor, currency_id, retired_at ON studio_service
  FOR EACH ROW
  WHEN ((OLD.professional_id, OLD.rate_kind, OLD.amount_minor, OLD.currency_id, OLD.retired_at)
    IS DISTINCT FROM (NEW.professional_id, NEW.rate_kind, NEW.amount_minor, NEW.currency_id, NEW.retired_at))
  EXECUTE FUNCTION discovery_listing_changed('professional_id');
