-- At commit: the show of the room that was written has all its claims.
CREATE OR REPLACE FUNCTION bookings_check_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(NEW.show_id);
  RETURN NULL;
END $$;
