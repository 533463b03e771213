"""What pages show of lists that are brought in: the lists of a party, and the lines of a report."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party
from show_imports.lists.problems import is_mistake, note_text
from show_imports.models import ShowImport
from web.dates import say_day, say_time

OUTCOMES = {
    "wrong": gettext_lazy("Mistakes"),
    "coming": gettext_lazy("To come"),
    "past": gettext_lazy("Past"),
    "known": gettext_lazy("Imported before"),
    "remarked": gettext_lazy("With a remark"),
}
VOICES = {"wrong": "gone", "coming": "booked", "past": "busy", "known": "unknown"}
ERRORS = {
    "busy": gettext_lazy("Others are changing the same calendars. Try again in a minute."),
    "not-approved": gettext_lazy(
        "This page isn’t approved yet, or you no longer lead it. You can import upcoming shows as drafts."
    ),
    "taken": gettext_lazy("Someone else was faster for some of these times. Check the list again."),
    "broken": gettext_lazy("Something went wrong. Nothing was imported, and we know about it."),
}


@dataclass(frozen=True)
class ReportLine:
    """What becomes of a line, said in the language of now. `mistakes` and `remarks` are sentences."""

    line: int
    outcome: str
    word: str
    voice: str
    day: str
    time: str
    title: str
    place: str
    mistakes: list[str]
    remarks: list[str]


def show_imports_of(party: Party) -> QuerySet[ShowImport]:
    """The lists of a party, the newest first, without their tables and reports."""
    return ShowImport.objects.filter(party=party).defer("content", "report").select_related("created_by")


def report_rows(show_import: ShowImport, only: str) -> Sequence[Mapping[str, Any]]:
    """The stored rows of one outcome; those with mistakes first, where all are asked for."""
    rows = show_import.report
    if only == "remarked":
        return [row for row in rows if row["notes"]]
    if only in OUTCOMES:
        return [row for row in rows if row["outcome"] == only]
    return sorted(rows, key=lambda row: row["outcome"] != "wrong")


def report_line(row: Mapping[str, Any]) -> ReportLine:
    """A stored row, said."""
    has_time = bool(row.get("starts"))
    return ReportLine(
        line=row["line"],
        outcome=row["outcome"],
        word=_(str(OUTCOMES[row["outcome"]])) if row["outcome"] != "wrong" else _("Mistake"),
        voice=VOICES[row["outcome"]],
        day=_day(dt.date.fromisoformat(row["night"])) if has_time else "",
        time=_hours(row) if has_time else "",
        title=row.get("title", ""),
        place=", ".join(filter(None, [row.get("place"), row.get("city")])),
        mistakes=[note_text(told) for told in row["notes"] if is_mistake(told)],
        remarks=[note_text(told) for told in row["notes"] if not is_mistake(told)],
    )


def _day(night: dt.date) -> str:
    """With its year: a list may go back a century, or to last week."""
    said = say_day(night)
    return said if str(night.year) in said else f"{said} {night.year}"


def _hours(row: Mapping[str, Any]) -> str:
    zone = row["zone"]
    instants = (dt.datetime.fromisoformat(row[name]) for name in ("starts", "ends"))
    starts, ends = (say_time(instant, zone, viewer_zone=zone) for instant in instants)
    return f"{starts} – {ends}"


def error_text(show_import: ShowImport) -> str:
    """Why a list was not worked on, if it was not."""
    return str(ERRORS.get(show_import.error, ERRORS["broken"])) if show_import.error else ""
