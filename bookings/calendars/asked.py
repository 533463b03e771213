"""Which nights of a public calendar an address asks for: `?month=2027-03`, `?view=weeks&from=2027-03-01`, or
`?night=2027-03-06` for those around a night that was searched for."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from web.dates import say_date, say_month

FIRST_MONTH = dt.date(2020, 1, 1)
LAST_MONTH = dt.date(2099, 12, 1)
LAST_DAY = dt.date(2099, 12, 31)
LIST_NIGHTS, WEEKS_NIGHTS = 28, 35
DAY = dt.timedelta(days=1)


class View(models.TextChoices):
    """How a calendar is laid out."""

    WEEKS = "weeks", gettext_lazy("5 weeks")
    MONTH = "month", gettext_lazy("Month")
    WEEK = "week", gettext_lazy("Week")
    LIST = "list", gettext_lazy("List")


@dataclass(frozen=True)
class Asked:
    """One page of a calendar. `first` is the first of a month, a Monday for weeks, or any day a list begins with."""

    view: View
    first: dt.date

    @property
    def last(self) -> dt.date:
        """The last of its own nights; a month shows the rest of its weeks besides."""
        if self.view == View.MONTH:
            return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])
        nights = {View.WEEK: 7, View.WEEKS: WEEKS_NIGHTS, View.LIST: LIST_NIGHTS}[self.view]
        return self.first + (nights - 1) * DAY

    @property
    def query(self) -> str:
        """What stands in an address for it, without the question mark."""
        if self.view == View.MONTH:
            return f"month={self.first:%Y-%m}"
        return urlencode({"view": self.view.value, "from": self.first.isoformat()})

    @property
    def title(self) -> str:
        """ "March 2027", "29 Mar – 4 Apr 2027"."""
        if self.view == View.MONTH:
            return say_month(self.first)
        return f"{say_date(self.first)} – {say_date(self.last)} {self.last.year}"

    def turned(self, step: int) -> "Asked | None":
        """The page before (-1) or after (1), None where calendars end."""
        if self.view == View.MONTH:
            other = (self.last + DAY) if step > 0 else (self.first - DAY).replace(day=1)
        else:
            other = self.first + step * ((self.last - self.first) + DAY)
        return Asked(self.view, other) if FIRST_MONTH <= other <= LAST_DAY else None

    def seen_as(self, view: View, today: dt.date) -> "Asked":
        """The same time in another view: around tonight where that is among its nights."""
        return _page(view, today if self.first <= today <= self.last else self.first)


def read_asked(query: Mapping[str, str], today: dt.date, usual: View = View.MONTH) -> Asked:
    """What `view`, `from` and `month` ask for; for none, what `usual` shows of `today`. A month in the address is
    shown as one. Raises Http404 for what there is not."""
    try:
        view = View(query.get("view") or (View.MONTH if query.get("month") else usual))
    except ValueError as error:
        raise Http404(_("Choose one of the views.")) from error
    return _page(view, _day(query, today))


def _day(query: Mapping[str, str], today: dt.date) -> dt.date:
    exact = query.get("from") or query.get("night")
    said, pattern = (exact, "%Y-%m-%d") if exact else (query.get("month", ""), "%Y-%m")
    if not said:
        return today
    try:
        day = dt.datetime.strptime(said, pattern).replace(tzinfo=dt.UTC).date()
    except ValueError as error:
        raise Http404(_("Choose a month.")) from error
    if not FIRST_MONTH <= day <= LAST_DAY:
        raise Http404(_("Choose a month."))
    return day


def _page(view: View, day: dt.date) -> Asked:
    if view == View.MONTH:
        return Asked(view, day.replace(day=1))
    begins_on_monday = view in (View.WEEK, View.WEEKS)
    return Asked(view, max(FIRST_MONTH, day - day.weekday() * DAY) if begins_on_monday else day)
