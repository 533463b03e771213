"""The hours of a professional, in words and on the plan."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.queries.plan import Happening, RuleLine, happenings, rule_lines
from availability.models import AvailabilityRule
from availability.ranges import Period
from availability.states import SaidKind
from studio.models import Hours, Professional
from studio.states import ServiceMode


@dataclass(frozen=True)
class HoursLine:
    """Some hours that still matter; `label` says open or closed, `purpose` what for, where it is not for everything."""

    line: RuleLine
    label: str
    purpose: str


def hours_lines(professional: Professional, at: dt.datetime) -> list[HoursLine]:
    """All hours that are not over at an instant. Two queries."""
    lines = rule_lines(professional.party, at)
    meant = hours_by_series(line.said.rule.series for line in lines)
    return [HoursLine(line, say_kind(rule), say_purpose(meant.get(rule.series))) for line in lines
            for rule in [line.said.rule]]  # fmt: skip


def hours_happening(professional: Professional, period: Period) -> list[tuple[Happening, str, str]]:
    """What the plan draws of a period: each with its label and what it is for. Five queries."""
    found = [each for each in happenings(professional.party, period) if each.rule]
    meant = hours_by_series(each.rule.series for each in found if each.rule)
    return [(each, say_kind(each.rule), say_purpose(meant.get(each.rule.series))) for each in found if each.rule]


def has_hours(professional: Professional) -> bool:
    """Whether the professional has ever said when it is open."""
    return AvailabilityRule.objects.filter(calendar=professional.party.calendar_id, kind=SaidKind.FREE).exists()


def hours_by_series(series: Iterable[UUID]) -> dict[UUID, Hours]:
    """What hours are for, where that is not every service. One query."""
    return {row.series: row for row in Hours.objects.filter(series__in=set(series)).select_related("service")}


def say_kind(rule: AvailabilityRule) -> str:
    """ "Open" or "Closed"."""
    return _("Open") if rule.kind == SaidKind.FREE else _("Closed")


def say_purpose(hours: Hours | None) -> str:
    """ "Mixing, on request"; empty where they are for every service in its own way."""
    if hours is None:
        return ""
    mode = str(ServiceMode(hours.mode).label) if hours.mode else ""
    return ", ".join(filter(None, [hours.service.name if hours.service else "", mode]))
