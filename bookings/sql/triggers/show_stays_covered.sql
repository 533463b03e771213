-- A show is checked at commit when it is published or withdrawn, or when its stage, claim or times change.
DROP TRIGGER IF EXISTS show_stays_covered ON bookings_show;
CREATE CONSTRAINT TRIGGER show_stays_covered
  AFTER UPDATE ON bookings_show
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW
  WHEN (NEW.state <> {bookings.states.ShowState.DRAFT} AND (
    (OLD.state IN ({bookings.states.PUBLISHED})) <> (NEW.state IN ({bookings.states.PUBLISHED}))
    OR (OLD.id, OLD.stage_id, OLD.claim_id, OLD.load_in_at, OLD.out_at, OLD.starts_at, OLD.ends_at, OLD.is_time_assumed)
      IS DISTINCT FROM
      (NEW.id, NEW.stage_id, NEW.claim_id, NEW.load_in_at, NEW.out_at, NEW.starts_at, NEW.ends_at, NEW.is_time_assumed)))
  EXECUTE FUNCTION bookings_check_show();
