-- At commit: the session that was written has its time.
CREATE OR REPLACE FUNCTION studio_check_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM studio_session_is_covered(NEW.id);
  RETURN NULL;
END $$;
