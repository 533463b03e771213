-- At commit: the show of the spot that was moved has all its claims.
CREATE OR REPLACE FUNCTION bookings_check_spot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(NEW.show_id);
  RETURN NULL;
END $$;
