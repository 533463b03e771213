-- A new show that is not a draft is checked at commit.
DROP TRIGGER IF EXISTS show_is_covered ON bookings_show;
CREATE CONSTRAINT TRIGGER show_is_covered
  AFTER INSERT ON bookings_show
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  WHEN (NEW.state <> {bookings.states.ShowState.DRAFT})
  EXECUTE FUNCTION bookings_check_show();
