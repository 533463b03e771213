-- A room of a show that is written is checked at commit.
DROP TRIGGER IF EXISTS room_is_covered ON bookings_showroom;
CREATE CONSTRAINT TRIGGER room_is_covered
  AFTER INSERT OR UPDATE ON bookings_showroom
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION bookings_check_room();
