-- At commit: the show that a changed claim belongs to still has all its claims.
CREATE OR REPLACE FUNCTION bookings_check_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM bookings_show_is_covered(OLD.occasion);
  RETURN NULL;
END $$;
