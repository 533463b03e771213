"""What a deal comes to, step by step, so that both sides can follow it with a pencil."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class StepKind(models.TextChoices):
    """One line of a reckoning, in the order in which they stand."""

    TAKINGS = "takings", _("Takings")
    DEDUCTION = "deduction", _("Deduction")
    COSTS = "costs", _("Costs of the night")
    LEFT = "left", _("Left to share")
    OVER = "over", _("Left over the guarantee")
    SHARE = "share", _("Share of the act")
    GUARANTEE = "guarantee", _("Guarantee")
    CAP = "cap", _("At most")
    RESULT = "result", _("Artist payout")


@dataclass(frozen=True)
class Step:
    """One line: what it comes to, in minor units, and what it was made of.

    `of_minor` is what a percentage was taken of, `cap_minor` the limit that held it down, where one did; `is_short`:
    more would have come off, had there been more. `label` is the name that the sides gave to a deduction.
    """

    kind: StepKind
    amount_minor: int
    label: str = ""
    percent_bp: int | None = None
    is_included: bool = False
    of_minor: int | None = None
    cap_minor: int | None = None
    is_short: bool = False

    @property
    def is_taken_off(self) -> bool:
        """Whether it lessens what is left to share."""
        return self.kind in (StepKind.DEDUCTION, StepKind.COSTS)

    @property
    def name(self) -> str:
        """The deduction's own name, else that of its kind."""
        return self.label or str(StepKind(self.kind).label)


@dataclass(frozen=True)
class Reckoning:
    """The result in minor units, never negative, and all steps that led to it."""

    result_minor: int
    steps: tuple[Step, ...]


def part_of(amount_minor: int, part: int, whole: int) -> int:
    """`part`/`whole` of an amount, rounded once to the minor unit, a half upwards (commercial rounding, DIN 1333).

    For amounts of 0 and more. Grows by 0 or 1 when the amount grows by 1 and `part` <= `whole`: what is left after it
    never shrinks when the takings grow.
    """
    return (2 * amount_minor * part + whole) // (2 * whole)
