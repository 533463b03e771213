-- A booking that stops being promised leaves no claims behind; checked at commit.
DROP TRIGGER IF EXISTS booking_lets_go ON bookings_booking;
CREATE CONSTRAINT TRIGGER booking_lets_go
  AFTER UPDATE ON bookings_booking
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  WHEN (OLD.state IN ({bookings.states.PROMISED}) AND NEW.state NOT IN ({bookings.states.PROMISED}))
  EXECUTE FUNCTION bookings_check_booking();
