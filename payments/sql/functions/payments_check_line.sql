-- A line of the ledger is written in the transaction that wrote its entry, or not at all.
CREATE OR REPLACE FUNCTION payments_check_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM payments_ledgerentry
    WHERE id = NEW.entry_id AND transaction = pg_current_xact_id()::text::bigint;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'a line cannot be added to an entry of the ledger later: %', NEW.entry_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ledger_is_append_only';
  END IF;
  RETURN NEW;
END $$;
