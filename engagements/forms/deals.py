"""A deal as it is typed: how the fee is made, and what comes off the door before it is shared."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from engagements.deals import DEDUCTIONS_MAX, Deal
from engagements.forms.deposits import FIELD_OF_TERMS, DepositFields
from engagements.forms.fees import USUAL_CURRENCY
from engagements.forms.rows import RowsForm, typed_field
from engagements.states import DealKind
from web.money import typed_amount, typed_percent

ROWS_SHOWN = 3
AMOUNT, SHARE, INCLUDED = "amount", "share", "included"
HOW = [(AMOUNT, _("amount")), (SHARE, _("% of the rest")), (INCLUDED, _("% included"))]
FIELD_OF = {"guarantee": "fee", "deductions": "deduction_1_label", "costs": "costs_cap"} | FIELD_OF_TERMS
"""Under which field of the form a complaint of `Deal.of` belongs."""


class DealForm(RowsForm, DepositFields):
    """A fee, flat or made from the door. `fee` is the guarantee; left empty with no share, nothing is proposed.

    `deal` is the `Deal` after a valid `is_valid()`, None for a fee to be agreed. `fee_terms()` gives fee and currency,
    with a fee of 0 for a share of the door alone: the deal has a currency then too. What the chosen kind does not use
    is not read. Render it with `bookings/_deal_fields.html`; start it with `initial=DealForm.initial_of(deal, code)`.
    """

    deal_kind = forms.ChoiceField(label=_("Kind of deal"), choices=DealKind, initial=DealKind.GUARANTEE)
    percent = typed_field(_("Share of the door, in %"))
    cap = typed_field(_("Cap on the payout"))
    costs_first = forms.BooleanField(label=_("Deduct the costs of the night first"), required=False)
    costs_cap = typed_field(_("Deduct costs up to"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deal_kind"].required = False
        self.fields["fee"].label = _("Guarantee")
        used = sum(f"deduction_{row}_label" in self.initial for row in range(1, DEDUCTIONS_MAX + 1))
        self.add_rows("deduction", _deduction_fields, shown=max(ROWS_SHOWN, used + 1), most=DEDUCTIONS_MAX)

    @property
    def deduction_rows(self) -> list[dict[str, BoundField]]:
        """The fields of each row: label, value, how, cap."""
        return self.rows("deduction")

    @property
    def has_extras(self) -> bool:
        """Whether the part that is folded away holds anything."""
        names = [name for name in self.fields if name in ("cap", "costs_first", "costs_cap") or "deduction" in name]
        return any(self[name].value() for name in names if not name.endswith("_how"))

    def make_deal(self) -> None:
        said = self.cleaned_data
        kind = said.get("deal_kind") or DealKind.GUARANTEE.value
        if kind == DealKind.GUARANTEE:
            super().make_deal()
            return
        currency, fee_minor = said.get("fee_currency"), said.get("fee_minor")
        if not currency:
            self.add_error("fee_currency", _("Choose the currency of the fee."))
            return
        terms = {"kind": kind, "guarantee_minor": 0 if kind == DealKind.DOOR_SPLIT else fee_minor or 0}
        terms |= self._read_door(said, currency) | self.read_terms(currency)
        self.read_deal(terms, FIELD_OF)
        if self.deal:
            said["fee_minor"], said["fee_currency"] = self.deal.fee_minor, currency

    def _read_door(self, said: dict[str, Any], currency: str) -> dict[str, Any]:
        terms = {
            "percent_bp": self.read_percent("percent") or 0,
            "cap_minor": self.read_amount("cap", currency),
            "costs_first": said["costs_first"],
            "deductions": [
                one for row, typed in self.said("deduction") if (one := self._read_row(row, typed, currency))
            ],
        }
        if said["costs_first"]:
            terms["costs_cap_minor"] = self.read_amount("costs_cap", currency)
        return terms

    def _read_row(self, row: int, typed: dict[str, Any], currency: str) -> dict[str, Any] | None:
        name, label, value = f"deduction_{row}", typed["label"], typed["value"]
        if not label and not value:
            return None
        if not label:
            self.add_error(f"{name}_label", _("Give it a name."))
        if not value:
            self.add_error(f"{name}_value", _("Enter an amount."))
        how = typed["how"] or AMOUNT
        if how == AMOUNT:
            return {"label": label, "amount_minor": self.read_amount(f"{name}_value", currency)}
        return {
            "label": label,
            "percent_bp": self.read_percent(f"{name}_value"),
            "is_included": how == INCLUDED,
            "cap_minor": self.read_amount(f"{name}_cap", currency),
        }

    @staticmethod
    def initial_of(deal: Deal | None, currency: str | None) -> dict[str, Any]:
        """What the form shows of a deal before it is changed."""
        if deal is None:
            return {"fee_currency": currency or USUAL_CURRENCY}
        terms = DepositFields.initial_of_terms(deal.payment, currency)
        initial = {
            "deal_kind": deal.kind.value,
            "fee": typed_amount(deal.guarantee_minor, currency) if deal.has_guarantee else "",
            "fee_currency": currency,
            "percent": typed_percent(deal.percent_bp) if deal.looks_at_door else "",
            "cap": typed_amount(deal.cap_minor, currency),
            "costs_first": deal.costs_first,
            "costs_cap": typed_amount(deal.costs_cap_minor, currency),
            **terms,
        }
        for row, one in enumerate(deal.deductions, start=1):
            is_share = one.percent_bp is not None
            initial |= {
                f"deduction_{row}_label": one.label,
                f"deduction_{row}_value": typed_percent(one.percent_bp or 0)
                if is_share
                else typed_amount(one.amount_minor, currency),
                f"deduction_{row}_how": (INCLUDED if one.is_included else SHARE) if is_share else AMOUNT,
                f"deduction_{row}_cap": typed_amount(one.cap_minor, currency),
            }
        return initial


def _deduction_fields() -> dict[str, forms.Field]:
    return {
        "label": forms.CharField(label=_("Deduction"), required=False, max_length=120),
        "value": typed_field(_("How much")),
        "how": forms.ChoiceField(label=_("Calculated as"), choices=HOW, required=False, initial=AMOUNT),
        "cap": typed_field(_("At most")),
    }
