-- A spot whose times change is checked at commit.
DROP TRIGGER IF EXISTS spot_is_covered ON bookings_spot;
CREATE CONSTRAINT TRIGGER spot_is_covered
  AFTER UPDATE ON bookings_spot
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  WHEN ((OLD.call_at, OLD.released_at) IS DISTINCT FROM (NEW.call_at, NEW.released_at))
  EXECUTE FUNCTION bookings_check_spot();
