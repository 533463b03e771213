-- At commit: an entry of the ledger has at least two lines, they sum to zero, and it is of its payment's currency and
-- kind of money.
--
-- Lines are never changed and never added later (`payments_check_line`), so looking at the new entry once is enough.
CREATE OR REPLACE FUNCTION payments_check_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lines bigint;
  total numeric;
BEGIN
  SELECT count(*), coalesce(sum(amount_minor), 0) INTO lines, total
    FROM payments_ledgerline WHERE entry_id = NEW.id;
  IF lines < 2 OR total <> 0 THEN
    RAISE EXCEPTION 'an entry of the ledger needs two lines that sum to zero: % has % that sum to %',
      NEW.id, lines, total
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_sums_to_zero';
  END IF;
  PERFORM 1 FROM payments_payment p
    WHERE p.id = NEW.payment_id AND p.currency_id = NEW.currency_id AND p.livemode = NEW.livemode;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'an entry of the ledger is of its payment''s currency and kind of money: %', NEW.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_matches_payment';
  END IF;
  RETURN NULL;
END $$;
