"""Lengths that nobody means: 20:00 to 19:00 is read as 23 hours, and asked about before it is believed."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _

PLAUSIBLE = dt.timedelta(hours=16)
"""A festival day from noon until four, or a load-in in the morning, is not asked about."""
SURE = "sure"
SOME_DAY = dt.date(2000, 1, 1)
"""Clock times without a day are measured on it."""


class LengthForm(forms.Form):
    """A form that asks once more about an implausible length: its sender ticks a box that names just this length.

    The box is a field of its own (`sure`), there only while it is asked; its answer counts for these times alone.
    `components/form_errors.html` shows it.
    """

    def ask_about(self, times: Mapping[str, dt.datetime | None], timezone: str, touched: Iterable[str]) -> None:
        """Ask about the lengths between `times` (by the names of fields) that a touched field makes implausible."""
        self._ask([each for each in _gaps(times, frozenset(touched)) if each.length > PLAUSIBLE], timezone)

    def ask_about_clocks(self, starts: str, ends: str) -> None:
        """Ask about two clock times of fields of these names whose end is read as the next day's, where that makes them
        longer than anybody means. 00:00 to 00:00 is a whole day and means it."""
        from_time, to_time = self.cleaned_data.get(starts), self.cleaned_data.get(ends)
        if from_time is None or to_time is None or from_time < to_time or from_time == to_time == dt.time():
            return
        starts_at = dt.datetime.combine(SOME_DAY, from_time, dt.UTC)
        ends_at = dt.datetime.combine(SOME_DAY + dt.timedelta(days=1), to_time, dt.UTC)
        gap = _Gap(ends, starts_at, ends_at)
        self._ask([gap] if gap.length > PLAUSIBLE else [], "UTC")

    def _ask(self, found: Collection["_Gap"], timezone: str) -> None:
        if not found:
            return
        zone = ZoneInfo(timezone)
        mark = " ".join(f"{gap.field}:{gap.starts_at:%Y%m%dT%H%MZ}:{gap.ends_at:%Y%m%dT%H%MZ}" for gap in found)
        question = forms.MultipleChoiceField(
            label=_("Is this right?"), required=False, widget=forms.CheckboxSelectMultiple
        )
        question.choices = [(mark, "; ".join(gap.said(zone) for gap in found))]
        self.fields[SURE] = question
        sent = question.widget.value_from_datadict(self.data, self.files, self.add_prefix(SURE)) or []
        if mark not in sent:
            for gap in found:
                self.add_error(gap.field, _("%(said)s. Change the time, or tick to confirm.") % {
                    "said": gap.said(zone)
                })  # fmt: skip


class _Gap:
    def __init__(self, field: str, starts_at: dt.datetime, ends_at: dt.datetime):
        self.field, self.starts_at, self.ends_at = field, starts_at, ends_at

    @property
    def length(self) -> dt.timedelta:
        return self.ends_at - self.starts_at

    def said(self, zone: ZoneInfo) -> str:
        words = {
            "starts": f"{self.starts_at.astimezone(zone):%H:%M}",
            "ends": f"{self.ends_at.astimezone(zone):%H:%M}",
            "length": say_length(self.length),
        }
        return _("From %(starts)s to %(ends)s it is %(length)s") % words


def _gaps(times: Mapping[str, dt.datetime | None], touched: frozenset[str]) -> Iterable[_Gap]:
    """What lies between the start and each other time, of those in which a touched field has a part."""
    starts_at, ends_at = times.get("starts"), times.get("ends")
    for field, moment in times.items():
        if moment is None or starts_at is None or field == "starts":
            continue
        anchor, name = (ends_at, "ends") if field in ("out", "curfew") and ends_at else (starts_at, "starts")
        if touched & {field, name}:
            yield _Gap(field, min(anchor, moment), max(anchor, moment))


def say_length(length: dt.timedelta) -> str:
    """Hours and minutes: "23 h", "23 h 30 min"."""
    minutes = round(length / dt.timedelta(minutes=1))
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
