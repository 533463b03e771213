"""Whether ledger, payments, attempts, transfers, reversals and refunds agree.

What the database refuses at commit is looked at too: a restored backup has not been through those checks.
"""

from typing import NamedTuple

from django.db import connection

from web.sql import fill


class Difference(NamedTuple):
    """`what` is wrong with the row of this id."""

    what: str
    id: str


CHECKS: dict[str, str] = {
    "entry does not sum to zero": """
        SELECT e.id FROM payments_ledgerentry e LEFT JOIN payments_ledgerline l ON l.entry_id = e.id
         GROUP BY e.id HAVING count(l.id) < 2 OR sum(l.amount_minor) <> 0""",
    "entry is of another currency or kind of money than its payment": """
        SELECT e.id FROM payments_ledgerentry e JOIN payments_payment p ON p.id = e.payment_id
         WHERE (e.currency_id, e.livemode) <> (p.currency_id, p.livemode)""",
    "shares do not sum to the payment": """
        SELECT p.id FROM payments_payment p LEFT JOIN payments_payeeshare s ON s.payment_id = p.id
         GROUP BY p.id HAVING coalesce(sum(s.amount_minor), 0) <> p.amount_minor""",
    "paid, but not so in the ledger": """
        SELECT a.id FROM payments_attempt a JOIN payments_payment p ON p.id = a.payment_id
         WHERE a.state = {payments.states.AttemptState.PAID} AND p.amount_minor IS DISTINCT FROM (
           SELECT sum(l.amount_minor) FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id
            WHERE e.kind IN ({payments.states.INCOMING}) AND e.about = a.id::text AND l.amount_minor > 0)""",
    "in the ledger as paid, but not paid": """
        SELECT e.id FROM payments_ledgerentry e
         WHERE e.kind IN ({payments.states.INCOMING}) AND NOT EXISTS (
           SELECT FROM payments_attempt a
            WHERE a.id::text = e.about AND a.payment_id = e.payment_id
              AND a.state = {payments.states.AttemptState.PAID})""",
    "paid by card but entered as paid outside, or the reverse": """
        SELECT a.id FROM payments_attempt a JOIN payments_ledgerentry e ON e.about = a.id::text
         WHERE e.kind IN ({payments.states.INCOMING})
           AND (a.means IN ({payments.states.OUTSIDE_MEANS})) <> (e.kind = {payments.states.EntryKind.OUTSIDE})""",
    "transfer of money that was paid outside": """
        SELECT t.id FROM payments_transfer t JOIN payments_attempt a ON a.id = t.attempt_id
         WHERE a.means IN ({payments.states.OUTSIDE_MEANS})""",
    "paid by an attempt, but the payment does not say so": """
        SELECT p.id FROM payments_payment p
         WHERE p.state IN ({payments.states.PAYABLE}) AND EXISTS (
           SELECT FROM payments_attempt a
            WHERE a.payment_id = p.id AND a.state = {payments.states.AttemptState.PAID})""",
    "payment says paid, but no attempt does": """
        SELECT p.id FROM payments_payment p
         WHERE p.state IN ({payments.states.WAS_PAID}) AND NOT EXISTS (
           SELECT FROM payments_attempt a
            WHERE a.payment_id = p.id AND a.state = {payments.states.AttemptState.PAID})""",
    "transfer differs from the ledger": """
        SELECT t.id FROM payments_transfer t
         WHERE CASE t.state WHEN {payments.states.OutgoingState.DONE} THEN t.amount_minor
                 - (SELECT coalesce(sum(r.amount_minor), 0) FROM payments_reversal r
                     WHERE r.transfer_id = t.id AND r.state = {payments.states.OutgoingState.DONE}) ELSE 0 END
            <> (SELECT -coalesce(sum(l.amount_minor), 0)
                  FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id
                 WHERE e.kind IN ({payments.states.EntryKind.TRANSFER}, {payments.states.EntryKind.REVERSAL})
                   AND split_part(e.about, '/', 1) = t.id::text
                   AND l.account = {payments.states.Account.AT_PROVIDER})""",
    "reversals do not sum to what their transfer says": """
        SELECT t.id FROM payments_transfer t LEFT JOIN payments_reversal r ON r.transfer_id = t.id
         GROUP BY t.id HAVING coalesce(sum(r.amount_minor), 0) <> t.reversed_minor""",
    "payee got more than it is owed, and owes nothing for it": """
        SELECT e.payment_id FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id
         WHERE l.account = {payments.states.Account.PAYEE}
         GROUP BY e.payment_id, l.party_id HAVING sum(l.amount_minor) > 0""",
    "refund differs from the ledger": """
        SELECT r.id FROM payments_refund r
         WHERE CASE r.state WHEN {payments.states.OutgoingState.DONE} THEN -r.amount_minor ELSE 0 END
            <> (SELECT coalesce(sum(l.amount_minor), 0)
                  FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id
                 WHERE e.kind IN ({payments.states.EntryKind.REFUND}, {payments.states.EntryKind.REFUND_FAILED})
                   AND e.about = r.id::text
                   AND (l.account = {payments.states.Account.AT_PROVIDER}
                        OR l.account = {payments.states.Account.OUTSIDE} AND l.amount_minor < 0))""",
    "dispute differs from the ledger": """
        SELECT d.id FROM payments_dispute d
         WHERE -d.withdrawn_minor
            <> (SELECT coalesce(sum(l.amount_minor), 0)
                  FROM payments_ledgerentry e JOIN payments_ledgerline l ON l.entry_id = e.id
                 WHERE e.kind IN ({payments.states.EntryKind.CHARGEBACK}, {payments.states.EntryKind.CHARGEBACK_WON})
                   AND split_part(e.about, '/', 1) = d.id::text
                   AND l.account = {payments.states.Account.AT_PROVIDER})""",
    "a bank holds its money, and the payment does not say so, or the other way round": """
        SELECT p.id FROM payments_payment p
         WHERE p.state IN ({payments.states.PAID_AND_KEPT}, {payments.states.PaymentState.CHARGED_BACK})
           AND (p.state = {payments.states.PaymentState.CHARGED_BACK}) <> EXISTS (
           SELECT FROM payments_dispute d JOIN payments_attempt a ON a.id = d.attempt_id
            WHERE a.payment_id = p.id AND d.withdrawn_minor > 0 AND NOT EXISTS (
              SELECT FROM payments_refund r
               WHERE r.attempt_id = a.id AND r.reason IN ({payments.states.GIVEN_BACK_WHOLE})))""",
    "more left than was paid": """
        SELECT a.id FROM payments_attempt a JOIN payments_payment p ON p.id = a.payment_id
         WHERE CASE a.state WHEN {payments.states.AttemptState.PAID} THEN p.amount_minor ELSE 0 END <
           (SELECT coalesce(sum(r.amount_minor), 0) FROM payments_refund r
             WHERE r.attempt_id = a.id AND r.state IN ({payments.states.COUNTS}))
         + (SELECT coalesce(sum(t.amount_minor - t.reversed_minor), 0) FROM payments_transfer t
             WHERE t.attempt_id = a.id AND t.state IN ({payments.states.COUNTS}))""",
}


def differences() -> list[Difference]:
    """Everything that does not agree, by what is wrong. One query for each check."""
    found = []
    with connection.cursor() as cursor:
        for what, statement in CHECKS.items():
            cursor.execute(fill(statement))
            found += [Difference(what, str(row[0])) for row in cursor.fetchall()]
    return found
