-- At commit: what was paid outside the site is with its payee already, so nothing of it is transferred.
CREATE OR REPLACE FUNCTION payments_check_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM payments_attempt
    WHERE id = NEW.attempt_id AND means IN ({payments.states.OUTSIDE_MEANS});
  IF FOUND THEN
    RAISE EXCEPTION 'nothing is transferred of what was paid outside the site (attempt %)', NEW.attempt_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'transfer_of_card_money';
  END IF;
  RETURN NULL;
END $$;
