"""A band's availability on one page, to be sent on or printed.

The words are set by typst in this process, within some tens of milliseconds and without any library of the system.
Names in scripts that our faces lack are set in those of the machine, if it has any for them.
"""

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import typst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bands.queries import SharedNights
from bands.states import ShareStatus
from web.dates import say_full_day, weekday_names
from web.documents import fonts

HERE = Path(__file__).parent
TEMPLATE = HERE / "availability.typ"
SAMPLE = "12"


def availability_pdf(shown: SharedNights) -> bytes:
    """One A4 page in the present language, the same bytes for the same nights on the same day."""
    return typst.compile(
        TEMPLATE,
        root=HERE,
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(_data(shown))},
        timestamp=dt.datetime.combine(shown.today, dt.time(), dt.UTC),
    )


def _data(shown: SharedNights) -> dict:
    return {
        "lang": get_language(),
        "band": shown.band,
        "title": _("Availability"),
        "note": as_of(shown),
        "weekdays": [short for short, _full in weekday_names()],
        "legend": [{"status": status.value, "word": str(status.label), "sample": SAMPLE} for status in ShareStatus],
        "months": [
            {
                "title": month["title"],
                "weeks": [[_day(cell) for cell in week["cells"]] for week in month["weeks"]],
            }
            for month in shown.months()
        ],
        "nothing": _("No upcoming nights."),
        "foot": f"{zone_note(shown)} · StageSlot",
    }


def _day(cell: dict) -> dict:
    return {"day": cell["label"] or None, "status": cell["status"].value if cell["status"] else ""}


def as_of(shown: SharedNights) -> str:
    """ "As of Saturday 21 November 2026": by the day, since a finer clock would tell when members edit their time."""
    return _("As of %(day)s") % {"day": say_full_day(shown.today)}


def zone_note(shown: SharedNights) -> str:
    """Whose nights these are, said with the zone's clock: "Nights in Europe/Berlin (CET)"."""
    now = dt.datetime.combine(shown.today, dt.time(12), ZoneInfo(shown.timezone))
    return _("Nights in %(zone)s time (%(short)s)") % {
        "zone": shown.timezone.replace("_", " "),
        "short": now.tzname(),
    }
