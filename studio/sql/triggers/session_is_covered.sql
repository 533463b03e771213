-- A session that is booked is checked at commit.
DROP TRIGGER IF EXISTS session_is_covered ON studio_session;
CREATE CONSTRAINT TRIGGER session_is_covered
  AFTER INSERT OR UPDATE ON studio_session
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  EXECUTE FUNCTION studio_check_session();
