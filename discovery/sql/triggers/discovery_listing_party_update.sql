-- Listings follow what a party says of itself. Costs nothing unless one of these columns changes.
CREATE OR REPLACE TRIGGER discovery_listing_party_update
  AFTER UPDATE OF kind, calendar_id, city_id, fee_min_minor, fee_max_minor, fee_currency_id, rating_average,
    rating_count, created_at, approval, is_listed ON accounts_party
  FOR EACH ROW
  WHEN ((OLD.kind, OLD.calendar_id, OLD.city_id, OLD.fee_min_minor, OLD.fee_max_minor, OLD.fee_currency_id,
         OLD.rating_average, OLD.rating_count, OLD.created_at, OLD.approval, OLD.is_listed)
    IS DISTINCT FROM
        (NEW.kind, NEW.calendar_id, NEW.city_id, NEW.fee_min_minor, NEW.fee_max_minor, NEW.fee_currency_id,
         NEW.rating_average, NEW.rating_count, NEW.created_at, NEW.approval, NEW.is_listed))
  EXECUTE FUNCTION discovery_party_changed();
