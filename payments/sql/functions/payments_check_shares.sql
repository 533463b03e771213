-- At commit: the shares of a payment sum to its amount. Fired by the payment and by each share.
CREATE OR REPLACE FUNCTION payments_check_shares() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  checked uuid := CASE TG_TABLE_NAME WHEN 'payments_payment' THEN to_jsonb(NEW)->>'id'
                                     ELSE to_jsonb(NEW)->>'payment_id' END;
BEGIN
  PERFORM 1 FROM payments_payment p
    WHERE p.id = checked
      AND p.amount_minor = (SELECT sum(s.amount_minor) FROM payments_payeeshare s WHERE s.payment_id = p.id);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the shares of a payment must sum to its amount: %', checked
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'shares_sum_to_payment';
  END IF;
  RETURN NULL;
END $$;
