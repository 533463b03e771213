"""What the platform keeps, what a card payment costs, and whether money is real."""

from payments.rules.connection import is_connected, is_live
from payments.rules.expiry import LONGEST_WAIT
from payments.rules.fees import card_costs_in_words, estimated_costs, fee_of, fees_of, payees_bear_costs, terms_of

__all__ = [
    "LONGEST_WAIT",
    "card_costs_in_words",
    "estimated_costs",
    "fee_of",
    "fees_of",
    "is_connected",
    "is_live",
    "payees_bear_costs",
    "terms_of",
]
