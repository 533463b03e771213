-- A line-up entry that plays is checked at commit.
DROP TRIGGER IF EXISTS lineup_is_covered ON bookings_lineupentry;
CREATE CONSTRAINT TRIGGER lineup_is_covered
  AFTER INSERT OR UPDATE ON bookings_lineupentry
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  WHEN (NEW.state = {bookings.states.LineupState.PLAYS})
  EXECUTE FUNCTION bookings_check_lineup();
