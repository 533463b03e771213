-- A booking that is promised is checked at commit.
DROP TRIGGER IF EXISTS booking_is_covered ON bookings_booking;
CREATE CONSTRAINT TRIGGER booking_is_covered
  AFTER INSERT OR UPDATE ON bookings_booking
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  WHEN (NEW.state IN ({bookings.states.PROMISED}))
  EXECUTE FUNCTION bookings_check_booking();
