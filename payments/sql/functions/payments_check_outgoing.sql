-- At commit: refunds and transfers of an attempt, less what was taken back, are at most what was paid; and no payee gets
-- more than its share less the fee. While a bank holds money of the attempt back, nothing more begins to leave; what was
-- refunded at the provider has left already.
--
-- Locks the attempt first, so that a refund and a transfer at the same instant see each other.
CREATE OR REPLACE FUNCTION payments_check_outgoing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  paid numeric;
  gone numeric;
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'money is moved in READ COMMITTED: an older snapshot hides what others moved'
      USING ERRCODE = 'feature_not_supported';
  END IF;
  PERFORM 1 FROM payments_attempt WHERE id = NEW.attempt_id FOR NO KEY UPDATE;
  IF TG_OP = 'INSERT' AND to_jsonb(NEW)->>'reason' IS DISTINCT FROM {payments.states.RefundReason.AT_PROVIDER} THEN
    PERFORM 1 FROM payments_dispute WHERE attempt_id = NEW.attempt_id AND withdrawn_minor > 0;
    IF FOUND THEN
      RAISE EXCEPTION 'nothing leaves of what was charged back (attempt %)', NEW.attempt_id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'nothing_leaves_charged_back';
    END IF;
  END IF;
  SELECT CASE WHEN a.state = {payments.states.AttemptState.PAID} THEN p.amount_minor ELSE 0 END INTO paid
    FROM payments_attempt a JOIN payments_payment p ON p.id = a.payment_id WHERE a.id = NEW.attempt_id;
  SELECT coalesce(sum(amount), 0) INTO gone FROM (
    SELECT amount_minor AS amount FROM payments_refund
     WHERE attempt_id = NEW.attempt_id AND state IN ({payments.states.COUNTS})
    UNION ALL
    SELECT amount_minor - reversed_minor FROM payments_transfer
     WHERE attempt_id = NEW.attempt_id AND state IN ({payments.states.COUNTS})) AS each;
  IF gone > paid THEN
    RAISE EXCEPTION 'more would leave than was paid: % of % (attempt %)', gone, paid, NEW.attempt_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'outgoing_within_paid';
  END IF;
  PERFORM 1
    FROM payments_transfer t
    JOIN payments_attempt a ON a.id = t.attempt_id
    LEFT JOIN payments_payeeshare s ON s.payment_id = a.payment_id AND s.payee_id = t.payee_id
   WHERE t.attempt_id = NEW.attempt_id AND t.state IN ({payments.states.COUNTS})
   GROUP BY t.payee_id, s.amount_minor, s.fee_minor
  HAVING sum(t.amount_minor - t.reversed_minor) > coalesce(s.amount_minor - s.fee_minor, 0);
  IF FOUND THEN
    RAISE EXCEPTION 'a payee would get more than its share (attempt %)', NEW.attempt_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'transfer_within_share';
  END IF;
  RETURN NULL;
END $$;
