-- At commit: the show that was written has all its claims.
CREATE OR REPLACE FUNCTION bookings_check_show() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(NEW.id);
  RETURN NULL;
END $$;
