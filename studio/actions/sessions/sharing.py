"""Who gets how much of a payment for a session: frozen when the payment is made."""

from payments.actions import Share
from payments.rules import fees_of
from payments.states import Trade
from studio.models import Session
from studio.queries.splits import part_of, splits_taken
from studio.rules.splits import shared_out


def shares_of_payment(session: Session, amount_minor: int) -> list[Share]:
    """The shares of an amount that is to be paid for a session now: the professional's first, then those of payees who
    have accepted a split. The platform's fee is that of the whole, borne in proportion. Assumes the party of the
    professional locked, so that nobody accepts or leaves meanwhile."""
    splits = splits_taken(session, session.currency_id)
    parties = [session.professional, *(split.payee for split in splits if split.payee)]
    amounts = shared_out(amount_minor, [part_of(split) for split in splits])
    fees = fees_of(Trade.SESSION, amounts, session.currency_id)
    found = zip(parties, amounts, fees, strict=True)
    return [Share(party, amount, fee) for party, amount, fee in found if amount]
