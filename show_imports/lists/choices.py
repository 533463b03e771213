"""What whoever imports a list says of it, because the list does not."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from show_imports.lists.moments import DateOrder


class AfterMidnight(models.TextChoices):
    """What a time before the day-roll means."""

    NIGHT = "night", _("They belong to the night of the date, and are on the morning after")
    DATE = "date", _("They are on the date as written, and belong to the night before")


class Coming(models.TextChoices):
    """What becomes of shows that are still to come."""

    CONFIRMED = "confirmed", _("Confirmed, like any other show")
    DRAFT = "draft", _("Drafts to check and publish one by one")


class Overlaps(models.TextChoices):
    """What of past lines that overlap an earlier line of the list."""

    REPORT = "report", _("A mistake: fix the list first")
    RECORD = "record", _("Part of the band played elsewhere: keep both")


@dataclass(frozen=True)
class Choices:
    """`timezone` is the clock that dates with a zone are read by, and that of towns we do not know. `starts`, `minutes`
    and `early_starts` are the usual hours ("20:00"); `load_in_minutes` is how long before the start people are called.
    `country` is that of towns that name a region and no country; `stage` the id of the stage where a line names none,
    `currency` the code of that of fees that name none.
    """

    timezone: str
    date_order: str = ""
    after_midnight: str = AfterMidnight.NIGHT
    starts: str = "20:00"
    minutes: int = 180
    early_starts: str = "17:00"
    load_in_minutes: int = 0
    coming: str = Coming.CONFIRMED
    overlaps: str = Overlaps.REPORT
    country: str = ""
    stage: str = ""
    currency: str = ""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Choices":
        """As they were stored; what is not known any more is passed over."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in names})

    @property
    def stored(self) -> dict[str, Any]:
        return {name: str(value) if isinstance(value, str) else value for name, value in asdict(self).items()}

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def order(self) -> DateOrder | None:
        return DateOrder(self.date_order) if self.date_order else None

    @property
    def usual_start(self) -> dt.time:
        return dt.time.fromisoformat(self.starts)

    @property
    def early_start(self) -> dt.time:
        return dt.time.fromisoformat(self.early_starts)

    @property
    def length(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.minutes)

    @property
    def load_in(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.load_in_minutes)
