"""Deals: how the fee of an act is made, reckoned exactly in minor units, and said in words.

Pure arithmetic on integers: no float, no currency, no database. See docs/money.md for the rules and the rounding.
"""

from engagements.deals.inputs import AMOUNT_MAX, WHOLE_BP
from engagements.deals.payment import NO_TERMS, PaymentTerms, terms_in
from engagements.deals.reckoning import Reckoning, Step, StepKind
from engagements.deals.terms import DEDUCTIONS_MAX, Deal, Deduction, deal_of
from engagements.deals.words import (
    balance_words,
    deal_points,
    deal_words,
    deposit_points,
    pay_words,
    result_note,
    step_note,
)

__all__ = [
    "AMOUNT_MAX",
    "DEDUCTIONS_MAX",
    "NO_TERMS",
    "WHOLE_BP",
    "Deal",
    "Deduction",
    "PaymentTerms",
    "Reckoning",
    "Step",
    "StepKind",
    "balance_words",
    "deal_of",
    "deal_points",
    "deal_words",
    "deposit_points",
    "pay_words",
    "result_note",
    "step_note",
    "terms_in",
]
