-- A claim that changes is checked at commit against the show that it belongs to.
DROP TRIGGER IF EXISTS claim_still_covers ON availability_timeblock;
CREATE CONSTRAINT TRIGGER claim_still_covers
  AFTER UPDATE ON availability_timeblock
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  WHEN (OLD.kind = {availability.states.BlockKind.CLAIM})
  EXECUTE FUNCTION bookings_check_claim();
