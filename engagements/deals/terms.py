"""The terms of a deal: checked, kept as JSON, and reckoned.

Takings less each deduction in turn, less the costs of the night where that is agreed, is what is left to share. Each
step works on what the one before it left, and takes no more than that: so nothing goes below zero, and more takings
never mean a smaller result.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.actions.texts import clean_line
from engagements.deals.inputs import WHOLE_BP, clean_amount, clean_fields, clean_flag, clean_percent
from engagements.deals.payment import PaymentTerms
from engagements.deals.reckoning import Reckoning, Step, StepKind, part_of
from engagements.states import DealKind

DEDUCTIONS_MAX = 10
LABEL_MAX = 120


@dataclass(frozen=True)
class Deduction:
    """Something named that comes off before the door is shared: an amount, or basis points of what is left by then.

    `is_included`: the percentage is one that the amount contains, like a tax in the price of a ticket: 7 % included in
    107 is 7. `cap_minor`: it never takes more than that.
    """

    label: str
    amount_minor: int | None = None
    percent_bp: int | None = None
    is_included: bool = False
    cap_minor: int | None = None

    def step(self, left_minor: int) -> Step:
        """What it takes of what is left, at most all of it."""
        wanted = self._wanted(left_minor)
        allowed = wanted if self.cap_minor is None else min(wanted, self.cap_minor)
        return Step(
            StepKind.DEDUCTION,
            min(allowed, left_minor),
            label=self.label,
            percent_bp=self.percent_bp,
            is_included=self.is_included,
            of_minor=left_minor,
            cap_minor=self.cap_minor if allowed < wanted else None,
            is_short=allowed > left_minor,
        )

    def _wanted(self, left_minor: int) -> int:
        if self.percent_bp is None:
            return self.amount_minor or 0
        return part_of(left_minor, self.percent_bp, WHOLE_BP + (self.percent_bp if self.is_included else 0))


@dataclass(frozen=True)
class Deal:
    """How the fee is made. Amounts in minor units of the booking's currency, shares in basis points (7,000 = 70 %).

    `costs_first`: the itemised costs of the night come off before the door is shared, at most `costs_cap_minor`.
    `cap_minor`: the act never gets more than that. `payment`: when it is paid, where that was agreed.
    """

    kind: DealKind
    guarantee_minor: int = 0
    percent_bp: int = 0
    deductions: tuple[Deduction, ...] = ()
    costs_first: bool = False
    costs_cap_minor: int | None = None
    cap_minor: int | None = None
    payment: PaymentTerms | None = None

    @classmethod
    def flat(cls, fee_minor: int) -> Self:
        """A guarantee and nothing else: what a plain fee is."""
        return cls(DealKind.GUARANTEE, guarantee_minor=fee_minor)

    @classmethod
    def of(cls, data: object) -> Self:
        """Read a deal from JSON. Raises ValidationError by field: kind, guarantee, percent, deductions, cap, costs, and
        those of PaymentTerms."""
        values = clean_fields(data, cls, "deal")
        kind, payment = _kind(values.get("kind")), values.get("payment")
        deal = cls(
            kind,
            guarantee_minor=clean_amount(values.get("guarantee_minor", 0), "guarantee"),
            percent_bp=clean_percent(values.get("percent_bp", 0)),
            deductions=_deductions(values.get("deductions", ())),
            costs_first=clean_flag(values.get("costs_first", False), "costs"),
            costs_cap_minor=_amount_or_none(values.get("costs_cap_minor"), "costs"),
            cap_minor=_amount_or_none(values.get("cap_minor"), "cap"),
            payment=None if payment is None else PaymentTerms.of(payment),
        )
        deal._check()
        deal._check_deposit()
        return deal

    def to_json(self) -> dict[str, Any]:
        """The same deal as JSON, always with all its fields, so that equal deals are equal texts. Without `payment`
        where nothing was agreed about it: so are deals from before there was such a field."""
        fields = asdict(self) | {"kind": self.kind.value, "deductions": [asdict(one) for one in self.deductions]}
        del fields["payment"]
        return fields | {"payment": self.payment.to_json()} if self.payment else fields

    @property
    def is_plain(self) -> bool:
        """Whether it says no more than a fee does."""
        return not self.looks_at_door and self.payment is None

    @property
    def deposit_minor(self) -> int:
        """What is paid in advance; 0 without a deposit."""
        return self.payment.deposit_of(self.guarantee_minor) if self.payment else 0

    @property
    def looks_at_door(self) -> bool:
        return self.kind != DealKind.GUARANTEE

    @property
    def has_guarantee(self) -> bool:
        return self.kind != DealKind.DOOR_SPLIT

    @property
    def fee_minor(self) -> int:
        """The fee that is certain, for lists and filters: the guarantee, 0 for a share of the door alone."""
        return self.guarantee_minor

    def result(self, takings_minor: int, costs_minor: int = 0) -> Reckoning:
        """What the act gets of these takings, with costs as itemised. Both in minor units, 0 or more."""
        if takings_minor < 0 or costs_minor < 0:
            raise ValueError("Takings and costs are never negative.")
        if not self.looks_at_door:
            return _ended([], StepKind.GUARANTEE, self.guarantee_minor, self.guarantee_minor)
        steps = self._steps_to_share(takings_minor, costs_minor)
        if self.kind == DealKind.PLUS:
            over = max(steps[-1].amount_minor - self.guarantee_minor, 0)
            steps.append(Step(StepKind.OVER, over))
        of_minor = steps[-1].amount_minor
        share = part_of(of_minor, self.percent_bp, WHOLE_BP)
        steps.append(Step(StepKind.SHARE, share, percent_bp=self.percent_bp, of_minor=of_minor))
        if self.has_guarantee:
            steps.append(Step(StepKind.GUARANTEE, self.guarantee_minor))
        return _closed(steps, self._before_cap(share), self.cap_minor)

    def _before_cap(self, share_minor: int) -> int:
        if self.kind == DealKind.VERSUS:
            return max(self.guarantee_minor, share_minor)
        return share_minor + self.guarantee_minor

    def _steps_to_share(self, takings_minor: int, costs_minor: int) -> list[Step]:
        """From the takings to what is left to share, which the last step says."""
        steps, left = [Step(StepKind.TAKINGS, takings_minor)], takings_minor
        for deduction in self.deductions:
            steps.append(deduction.step(left))
            left -= steps[-1].amount_minor
        if self.costs_first:
            costs = Deduction("", amount_minor=costs_minor, cap_minor=self.costs_cap_minor).step(left)
            steps.append(replace(costs, kind=StepKind.COSTS))
            left -= costs.amount_minor
        return [*steps, Step(StepKind.LEFT, left)]

    def _check(self) -> None:
        """What the fields mean together."""
        if not self.looks_at_door:
            if self.percent_bp or self.deductions or self.costs_first or self.cap_minor is not None:
                raise ValidationError({"kind": [_("A guarantee doesn’t depend on the door.")]})
            return
        if not self.percent_bp:
            raise ValidationError({"percent": [_("Enter the act’s share of the door.")]})
        if self.has_guarantee != bool(self.guarantee_minor):
            said = _("Enter the guarantee.") if self.has_guarantee else _("A door split has no guarantee.")
            raise ValidationError({"guarantee": [said]})
        if self.cap_minor is not None and self.cap_minor < max(self.guarantee_minor, 1):
            raise ValidationError({"cap": [_("The cap can’t be below the guarantee.")]})
        if self.costs_cap_minor is not None and not self.costs_first:
            raise ValidationError({"costs": [_("Costs can only have a cap if they come off first.")]})

    def _check_deposit(self) -> None:
        """A deposit is a part of what is certain; where nothing is, it is an amount that both agree on."""
        payment = self.payment
        if payment is None or not payment.has_deposit:
            return
        if payment.deposit_bp is not None and not self.has_guarantee:
            raise ValidationError({"deposit": [_("For a door split, enter the deposit as an amount.")]})
        if self.has_guarantee and self.deposit_minor > self.guarantee_minor:
            raise ValidationError({"deposit": [_("The deposit can’t be more than the fee.")]})


def deal_of(deal: object, fee_minor: int | None) -> Deal | None:
    """The deal of a booking or an offer: as stored, else a guarantee of its fee, else none was agreed."""
    if deal:
        return Deal.of(deal)
    return None if fee_minor is None else Deal.flat(fee_minor)


def _closed(steps: list[Step], amount_minor: int, cap_minor: int | None) -> Reckoning:
    if cap_minor is not None and amount_minor > cap_minor:
        return _ended(steps, StepKind.CAP, cap_minor, cap_minor)
    return Reckoning(amount_minor, (*steps, Step(StepKind.RESULT, amount_minor)))


def _ended(steps: list[Step], kind: StepKind, amount_minor: int, result_minor: int) -> Reckoning:
    return Reckoning(result_minor, (*steps, Step(kind, amount_minor), Step(StepKind.RESULT, result_minor)))


def _kind(value: object) -> DealKind:
    if value not in DealKind.values:
        raise ValidationError({"kind": [_("Choose a kind of deal.")]})
    return DealKind(value)


def _amount_or_none(value: object, field: str) -> int | None:
    return None if value is None else clean_amount(value, field)


def _deductions(data: object) -> tuple[Deduction, ...]:
    if not isinstance(data, list | tuple):
        raise ValidationError({"deductions": [_("Choose a valid deal.")]})
    if len(data) > DEDUCTIONS_MAX:
        raise ValidationError({"deductions": [_("At most %(most)d deductions.") % {"most": DEDUCTIONS_MAX}]})
    return tuple(_deduction(one) for one in data)


def _deduction(data: object) -> Deduction:
    values = clean_fields(data, Deduction, "deductions")
    percent = values.get("percent_bp")
    label = values.get("label")
    one = Deduction(
        clean_line("deductions", label if isinstance(label, str) else "", longest=LABEL_MAX, required=True),
        amount_minor=_amount_or_none(values.get("amount_minor"), "deductions"),
        percent_bp=None if percent is None else clean_percent(percent, "deductions"),
        is_included=clean_flag(values.get("is_included", False), "deductions"),
        cap_minor=_amount_or_none(values.get("cap_minor"), "deductions"),
    )
    if (one.amount_minor is None) == (one.percent_bp is None):
        raise ValidationError({"deductions": [_("Enter each deduction as an amount or a percentage.")]})
    if one.percent_bp is None and (one.is_included or one.cap_minor is not None):
        raise ValidationError({"deductions": [_("Only a percentage can have a cap or be included in the price.")]})
    return one
