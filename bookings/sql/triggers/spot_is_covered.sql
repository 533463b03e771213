-- A spot whose times change, or whether its set may overlap others, is checked at commit.
DROP TRIGGER IF EXISTS spot_is_covered ON bookings_spot;
CREATE CONSTRAINT TRIGGER spot_is_covered
  AFTER UPDATE ON bookings_spot
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  WHEN ((OLD.call_at, OLD.released_at, OLD.starts_at, OLD.ends_at, OLD.role, OLD.may_overlap)
    IS DISTINCT FROM (NEW.call_at, NEW.released_at, NEW.starts_at, NEW.ends_at, NEW.role, NEW.may_overlap))
  EXECUTE FUNCTION bookings_check_spot();
