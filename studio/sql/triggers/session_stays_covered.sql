-- A claim that changes or goes is checked at commit against the session that it belongs to.
DROP TRIGGER IF EXISTS session_stays_covered ON availability_timeblock;
CREATE CONSTRAINT TRIGGER session_stays_covered
  AFTER UPDATE OR DELETE ON availability_timeblock
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  WHEN (OLD.kind = {availability.states.BlockKind.CLAIM})
  EXECUTE FUNCTION studio_check_claim();
