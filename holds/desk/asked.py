"""What the address of a desk asks for: which nights, which stage, which states, which words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.calendars import FIRST_MONTH, LAST_MONTH

VIEWS = ("month", "week")
STATES = {
    "open": gettext_lazy("Open"),
    "held": gettext_lazy("On hold"),
    "pending": gettext_lazy("Needs reply"),
    "booked": gettext_lazy("Booked"),
    "draft": gettext_lazy("Drafts"),
}
TEXT_LENGTH_MAX = 100
WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """First and last night of a desk, and days in the spans before and after."""

    first: dt.date
    last: dt.date
    previous: dt.date
    next: dt.date


@dataclass(frozen=True)
class Asked:
    """A desk as it was asked for. `day` None: from tonight on; `stage` is an id as text; empty: all of them."""

    view: str = VIEWS[0]
    day: dt.date | None = None
    stage: str = ""
    state: str = ""
    text: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """Read the parameters of an address; what names no view or state is left out. Raises Http404 for no day."""
        view, state = query.get("view", ""), query.get("state", "")
        return cls(
            view=view if view in VIEWS else VIEWS[0],
            day=read_day(text) if (text := query.get("from", "")) else None,
            stage=query.get("stage", "")[:36],
            state=state if state in STATES else "",
            text=" ".join(query.get("q", "").replace("\0", "").split())[:TEXT_LENGTH_MAX],
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.stage or self.state or self.text)

    @property
    def words(self) -> str:
        """Its filters, for who is about to keep it under a name."""
        said = [
            _("one of your stages") if self.stage else "",
            str(STATES.get(self.state, "")),
            self.text and f"“{self.text}”",
        ]
        return ", ".join(filter(None, said))

    def query(self, **changes) -> str:
        """The same, or with changes, as the query of an address; what need not be said is left out."""
        asked = replace(self, **changes)
        said = {
            "view": asked.view if asked.view != VIEWS[0] else "",
            "from": asked.day.isoformat() if asked.day else "",
            "stage": asked.stage,
            "state": asked.state,
            "q": asked.text,
        }
        return urlencode({name: value for name, value in said.items() if value})

    def span(self, today: dt.date) -> Span:
        """Seven nights from the day on, or the whole weeks of its month; of the present month, those still to come."""
        day = self.day or today
        if self.view == "week":
            return Span(day, day + WEEK - DAY, day - WEEK, day + WEEK)
        month = day.replace(day=1)
        after = (month + 31 * DAY).replace(day=1)
        start = today if month == today.replace(day=1) else month
        sunday = after - DAY + (6 - (after - DAY).weekday()) * DAY
        return Span(start - start.weekday() * DAY, sunday, month - DAY, after)


def read_day(text: str) -> dt.date:
    """A date of an address. Raises Http404 for what is no date anybody plans for."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404(_("Choose a day.")) from error
    if not FIRST_MONTH <= day <= LAST_MONTH:
        raise Http404(_("Choose a day."))
    return day
