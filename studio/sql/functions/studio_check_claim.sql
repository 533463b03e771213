-- At commit: the session that a claim belonged to, which has changed or gone, still has its time.
CREATE OR REPLACE FUNCTION studio_check_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM studio_session_is_covered(OLD.occasion);
  RETURN NULL;
END $$;
