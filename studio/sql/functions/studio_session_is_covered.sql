-- At commit: a session that is paid has its time: claims without an end on the calendars of its worker and its room, with
-- the buffers around it.
CREATE OR REPLACE FUNCTION studio_session_is_covered(checked uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  is_broken boolean;
BEGIN
  SELECT s.state IN ({studio.states.HELD_SESSIONS}) AND s.starts_at IS NOT NULL AND (
           s.worker_id IS NULL
           OR EXISTS (
             SELECT 1 FROM (SELECT calendar_id FROM accounts_user WHERE id = s.worker_id
                             UNION ALL
                            SELECT calendar_id FROM studio_room WHERE id = s.room_id) own
              WHERE NOT EXISTS (
                SELECT 1 FROM availability_timeblock t
                 WHERE t.calendar_id = own.calendar_id AND t.kind = {availability.states.BlockKind.CLAIM}
                   AND t.occasion = s.id AND t.expires_at IS NULL
                   AND t.period @> tstzrange(s.starts_at - s.buffer_minutes * interval '1 minute',
                                             s.ends_at + s.buffer_minutes * interval '1 minute'))))
    INTO is_broken
    FROM studio_session s
   WHERE s.id = checked;
  IF is_broken THEN
    RAISE EXCEPTION 'booked without its time: session %', checked
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'studio_session_is_covered';
  END IF;
END $$;
