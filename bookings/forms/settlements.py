"""Takings and costs, a signature, a comment and the shares of the line-up, as they are typed."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bookings.actions.settlements import LINES_MAX, QUANTITY_MAX, LineDraft, clean_lines
from bookings.actions.shares import SHARES_MAX, WEIGHT_MAX, ShareDraft
from bookings.models import LineupEntry, Share
from engagements.forms.messages import message_field
from engagements.forms.refusals import add_errors
from engagements.forms.rows import RowsForm, typed_field
from engagements.states import LineKind, Side
from web.money import AmountInvalid, parse_amount, typed_amount


class _Amounts(RowsForm):
    """Rows with amounts of one currency in them."""

    def __init__(self, *args, currency: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.currency = currency

    def read_amount(self, field: str) -> int | None:
        """The minor units typed into a field, None when empty; what cannot be read is complained about there."""
        text = self.cleaned_data.get(field)
        if not text:
            return None
        try:
            return parse_amount(text, self.currency)
        except AmountInvalid as error:
            self.add_error(field, str(error))
            return None


class SettlementForm(_Amounts):
    """What came in and what it cost, seen at `version`. `lines` after a valid `is_valid()`."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, *args, lines: Sequence = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.lines: list[LineDraft] = []
        for kind in LineKind:
            stored = [line for line in lines if line.kind == kind]
            self.add_rows(
                kind.value, _line_fields(kind), shown=self.rows_wanted(kind.value, len(stored)), most=LINES_MAX
            )
            self.initial.update(self._initial_of(kind, stored))

    def _initial_of(self, kind: LineKind, lines: Sequence) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for row, line in enumerate(lines, start=1):
            initial[f"{kind.value}_{row}_label"] = line.label
            initial[f"{kind.value}_{row}_quantity"] = line.quantity
            initial[f"{kind.value}_{row}_amount"] = typed_amount(line.unit_minor, self.currency)
        return initial

    @property
    def takings_rows(self):
        return self.rows(LineKind.TAKINGS.value)

    @property
    def cost_rows(self):
        return self.rows(LineKind.COST.value)

    def clean(self):
        cleaned = super().clean()
        found = [
            line for kind in LineKind for row, said in self.said(kind.value) if (line := self._line(kind, row, said))
        ]
        if not self.errors:
            try:
                self.lines = clean_lines(found)
            except ValidationError as error:
                add_errors(self, error, {})
        return cleaned

    def _line(self, kind: LineKind, row: int, said: dict[str, Any]) -> LineDraft | None:
        if not said["label"] and not said["amount"]:
            return None
        name = f"{kind.value}_{row}"
        if not said["label"]:
            self.add_error(f"{name}_label", _("Enter a description."))
        if not said["amount"]:
            self.add_error(f"{name}_amount", _("Enter an amount."))
        amount = self.read_amount(f"{name}_amount")
        quantity = said.get("quantity")
        return LineDraft(kind, said["label"] or "", amount or 0, 1 if quantity is None else quantity)


def _line_fields(kind: LineKind) -> Callable[[], dict[str, forms.Field]]:
    def fields() -> dict[str, forms.Field]:
        label = forms.CharField(label=_("What"), required=False, max_length=200)
        if kind == LineKind.COST:
            return {"label": label, "amount": typed_field(_("Amount"))}
        number = forms.IntegerField(label=_("Quantity"), required=False, min_value=0, max_value=QUANTITY_MAX)
        return {"label": label, "quantity": number, "amount": typed_field(_("Price each"))}

    return fields


class SignatureForm(forms.Form):
    """One's typed name below one version, for one side."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    side = forms.ChoiceField(choices=Side, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Your full name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def terms(self) -> dict[str, Any]:
        """What was signed by whom, as keyword arguments of `sign_settlement`."""
        said = self.cleaned_data
        return {"version": said["version"], "side": Side(said["side"]), "name": said["name"]}


class CommentForm(forms.Form):
    """A word on a settlement."""

    text = message_field(_("Comment"), required=True)


class SharesForm(_Amounts):
    """Who gets what: a row for each who played, and some for others. `shares` after a valid `is_valid()`."""

    def __init__(self, *args, shares: Sequence[Share], entries: Sequence[LineupEntry], **kwargs):
        super().__init__(*args, **kwargs)
        self.shares: list[ShareDraft] = []
        self.names = {entry.pk: entry.name or entry.player.display_name for entry in entries}
        rows = _share_rows(shares, entries)
        self.add_rows("share", _share_fields, shown=self.rows_wanted("share", len(rows)), most=SHARES_MAX)
        for row, said in enumerate(rows, start=1):
            for name, value in said.items():
                value = typed_amount(value, self.currency) if name == "fixed" else value
                self.initial[f"share_{row}_{name}"] = value

    @property
    def share_rows(self):
        return self.rows("share")

    def clean(self):
        cleaned = super().clean()
        self.shares = [share for row, said in self.said("share") if (share := self._share(row, said))]
        return cleaned

    def _share(self, row: int, said: dict[str, Any]) -> ShareDraft | None:
        entry = said["entry"]
        name = self.names.get(entry, said["name"]) if entry else said["name"]
        if not name and not said["fixed"]:
            return None
        if not name:
            self.add_error(f"share_{row}_name", _("Choose a person."))
        weight = 0 if said["weight"] is None else said["weight"]
        return ShareDraft(name or "", entry, weight, self.read_amount(f"share_{row}_fixed"))


def _share_rows(shares: Sequence[Share], entries: Sequence[LineupEntry]) -> list[dict[str, Any]]:
    """What was said before, then who played and was not named yet: with one part each at first, with none later."""
    rows = [
        {"entry": share.entry_id, "name": share.name, "weight": share.weight, "fixed": share.fixed_minor}
        for share in shares
    ]
    named = {share.entry_id for share in shares}
    return rows + [
        {
            "entry": entry.pk,
            "name": entry.name or entry.player.display_name,
            "weight": 0 if shares else 1,
            "fixed": None,
        }
        for entry in entries
        if entry.pk not in named
    ]


def _share_fields() -> dict[str, forms.Field]:
    return {
        "entry": forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1),
        "name": forms.CharField(label=_("Person"), required=False, max_length=120),
        "weight": forms.IntegerField(label=_("Shares"), required=False, min_value=0, max_value=WEIGHT_MAX),
        "fixed": typed_field(_("Fixed amount")),
    }
