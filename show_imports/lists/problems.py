"""What is said of a file and its lines. Stored are codes and what their words need; the words are the reader's."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

LONGEST_DETAIL = 120

OF_THE_FILE: dict[str, str] = {
    "empty": _("The calendar is empty."),
    "no_lines": _("The file only has headings, no shows."),
    "no_headings": _("The first line must have the column names. This one looks like a show."),
    "too_big": _("The file is larger than %(megabytes)s MB."),
    "old_excel": _("This is an old Excel file (.xls). Save it as .xlsx or CSV."),
    "not_text": _("This isn’t an Excel (.xlsx) or CSV file."),
    "bad_spreadsheet": _("This spreadsheet is damaged."),
    "encrypted": _("This spreadsheet has a password. Save it without one."),
    "unpacks_too_large": _("Unpacked, this spreadsheet is larger than %(megabytes)s MB."),
    "too_many_lines": _("This list has more than %(count)s lines. Import it in parts."),
    "too_many_blank_lines": _("This list has more than %(count)s empty lines in a row. Delete them."),
    "too_many_columns": _("Line %(line)s has more than %(count)s columns."),
    "cell_too_long": _("Line %(line)s has a cell with more than %(count)s characters. Is a quotation mark missing?"),
    "takes_too_long": _("Reading the file took longer than %(seconds)s seconds."),
    "takes_too_much": _("The file needs too much memory to read."),
    "unreadable": _("We couldn’t read the file (%(detail)s)."),
}
MISTAKES: dict[str, str] = {
    "no_date": _("Add a date."),
    "bad_date": _("“%(value)s” isn’t a date."),
    "short_year": _("Write the year of “%(value)s” with four digits."),
    "which_order": _("“%(value)s” could be two dates. Choose whether the day or the month comes first."),
    "not_midnight": _("“%(value)s” isn’t the start of a day in %(zone)s. Choose the list’s time zone."),
    "bad_time": _("“%(value)s” isn’t a time."),
    "bad_fee": _("“%(value)s” isn’t a clear amount. Write 1250.50 or 1250.50 EUR."),
    "no_currency": _("“%(value)s” has no currency. Choose one below."),
    "bad_address": _("“%(value)s” isn’t a link (https://…)."),
    "doors_too_late": _("Doors at %(value)s are after the start."),
    "too_long": _("%(field)s: at most %(count)s characters."),
    "bad_text": _("%(field)s has characters we can’t store."),
    "too_far": _("This is more than three years in the future."),
    "too_lasting": _("It ends more than 24 hours after it starts."),
    "no_stage": _("There’s no stage “%(value)s”."),
    "day_is_full": _("There are too many shows on this day to guess their times. Add times."),
    "overlaps_line": _("Overlaps with line %(line)s."),
    "taken": _("You’re already booked then: %(title)s."),
    "taken_nameless": _("You’re already booked then."),
    "member_taken": _("%(name)s is booked elsewhere then."),
    "stage_taken": _("Another show is on this stage then: %(title)s."),
    "held": _("This night is on hold. Confirm or release the hold first."),
}
"""As long as one line has one of these, nothing is imported."""
REMARKS: dict[str, str] = {
    "time_assumed": _("No time given: we use the usual hours."),
    "early_assumed": _("No time given, and there’s another show that day: we use other hours."),
    "shortened": _("It ends when the show on line %(line)s starts."),
    "hold_released": _("You hold this night (%(place)s). We’ll release that hold and tell the venue."),
    "unclaimed": _("Overlaps with line %(line)s: we keep both."),
    "unknown_town": _("We don’t know the town “%(value)s”, so it stays as text."),
    "many_towns": _("“%(value)s” could be %(count)s towns, so it stays as text."),
    "zone_assumed": _("We use the list’s time zone."),
    "no_place": _("No place given."),
    "after_midnight": _("%(value)s is after midnight."),
    "in_the_morning": _("%(value)s is in the morning."),
    "skipped_hour": _("The clocks change that day, so %(value)s became %(shown)s."),
}
MESSAGES = OF_THE_FILE | MISTAKES | REMARKS


def note(code: str, **details: Any) -> dict[str, Any]:
    """A remark or mistake as it is stored."""
    told = {name: value if isinstance(value, int) else str(value)[:LONGEST_DETAIL] for name, value in details.items()}
    return {"code": code, "details": told}


def is_mistake(told: Mapping[str, Any]) -> bool:
    return told["code"] in MISTAKES


def note_text(told: Mapping[str, Any]) -> str:
    """What a note means, in the language of now."""
    return gettext(MESSAGES[told["code"]]) % told["details"]
