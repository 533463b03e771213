"""A fee with the terms of its payment: a deposit, when it is due, and how long the rest may take."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from engagements.deals import Deal, PaymentTerms
from engagements.deals.payment import DAYS_MAX, USUAL_DAYS
from engagements.forms.fees import USUAL_CURRENCY, FeeFields
from engagements.forms.refusals import add_errors
from engagements.forms.rows import typed_field
from engagements.states import DueFrom
from payments.queries.payouts import card_problem
from web.money import AmountInvalid, parse_amount, parse_percent, typed_amount, typed_percent

AMOUNT, SHARE = "amount", "share"
DEPOSIT_HOW = [(AMOUNT, _("amount")), (SHARE, _("% of the fee"))]
FIELD_OF_TERMS = {
    "due": "due_days",
    "condition": "deposit_is_condition",
    "balance": "balance_days",
}
"""Under which field of the form a complaint of `PaymentTerms.of` belongs."""
TERMS_FIELDS = ("deposit", "due_days", "due_from", "deposit_is_condition", "balance_days")


def _days_field(label) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=DAYS_MAX, initial=USUAL_DAYS)


class DepositFields(FeeFields):
    """Adds what is paid in advance to a fee. `deal` is the `Deal` after a valid `is_valid()`: None for a fee to be
    agreed. Render it with `engagements/_deposit_fields.html`, folded away while it says nothing."""

    deposit = typed_field(_("Deposit"))
    deposit_how = forms.ChoiceField(label=_("Calculated as"), choices=DEPOSIT_HOW, required=False, initial=AMOUNT)
    due_days = _days_field(_("Due, in days"))
    due_from = forms.ChoiceField(label=_("Count"), choices=DueFrom, required=False, initial=DueFrom.BOOKING)
    deposit_is_condition = forms.BooleanField(
        label=_("No deposit, no booking"),
        required=False,
        help_text=_("If it’s late, the act can wait longer or release the night."),
    )
    balance_days = _days_field(_("Rest due, in days after the settlement is signed"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.deal: Deal | None = None

    @property
    def has_deposit(self) -> bool:
        """Whether the part that is folded away says anything, or was refused."""
        usual = self["balance_days"].value() in (None, "", USUAL_DAYS, str(USUAL_DAYS))
        is_refused = any(name in self.errors for name in TERMS_FIELDS)
        return bool(self["deposit"].value()) or not usual or (self.is_bound and is_refused)

    def card_problem(self, act: Party) -> str:
        """Why the act cannot be paid by card in the currency that is chosen, as a sentence; empty where it can. Two
        queries at most."""
        return card_problem(act, self["fee_currency"].value() or USUAL_CURRENCY)

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            self.make_deal()
        return cleaned

    def make_deal(self) -> None:
        """Read the deal of a fee that does not look at the door; a form of other deals reads those."""
        fee_minor, currency = self.cleaned_data.get("fee_minor"), self.cleaned_data.get("fee_currency")
        if fee_minor is None or not currency:
            if self.cleaned_data.get("deposit"):
                self.add_error("fee", _("Enter the fee first."))
            return
        self.read_deal(Deal.flat(fee_minor).to_json() | self.read_terms(currency))

    def read_deal(self, said: dict[str, Any], field_of: dict[str, str] = FIELD_OF_TERMS) -> None:
        """Keep the deal, or say at its field what is wrong with it."""
        if self.errors:
            return
        try:
            self.deal = Deal.of(said)
        except ValidationError as error:
            add_errors(self, error, field_of)

    def read_terms(self, currency: str) -> dict[str, Any]:
        """The field `payment` of a deal; nothing where all is as usual."""
        said = self.cleaned_data
        if not said.get("deposit"):
            if said.get("deposit_is_condition"):
                self.add_error("deposit", _("Enter the deposit."))
            days = said.get("balance_days")
            return {} if days in (None, USUAL_DAYS) else {"payment": PaymentTerms(balance_days=days).to_json()}
        is_share = said.get("deposit_how") == SHARE
        terms = {
            "deposit_bp": self.read_percent("deposit") if is_share else None,
            "deposit_minor": None if is_share else self.read_amount("deposit", currency),
            "due_from": said.get("due_from") or DueFrom.BOOKING.value,
            "is_condition": said.get("deposit_is_condition", False),
        }
        days = {name: said[name] for name in ("due_days", "balance_days") if said.get(name) is not None}
        return {"payment": terms | days}

    def read_amount(self, field: str, currency: str) -> int | None:
        """What was typed there, in minor units; None for nothing, or for what is refused."""
        return self._parsed(field, lambda text: parse_amount(text, currency))

    def read_percent(self, field: str) -> int | None:
        """What was typed there, in basis points."""
        return self._parsed(field, parse_percent)

    def _parsed(self, field: str, parse: Callable[[str], int]) -> int | None:
        text = self.cleaned_data.get(field)
        if not text:
            return None
        try:
            return parse(text)
        except AmountInvalid as error:
            self.add_error(field, str(error))
            return None

    @staticmethod
    def initial_of_terms(terms: PaymentTerms | None, currency: str | None) -> dict[str, Any]:
        """What the form shows of terms before they are changed."""
        if terms is None:
            return {}
        is_share = terms.deposit_bp is not None
        shown = typed_percent(terms.deposit_bp or 0) if is_share else typed_amount(terms.deposit_minor, currency)
        return {
            "deposit": shown,
            "deposit_how": SHARE if is_share else AMOUNT,
            "due_days": terms.due_days,
            "due_from": terms.due_from.value,
            "deposit_is_condition": terms.is_condition,
            "balance_days": terms.balance_days,
        }
