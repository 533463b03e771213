"""What is said of a file and its lines. Stored are codes and what their words need; the words are the reader's."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

LONGEST_DETAIL = 120

OF_THE_FILE: dict[str, str] = {
    "empty": _("There is nothing in it."),
    "no_lines": _("There are only headings in it, and no shows."),
    "no_headings": _("The first line has to name the columns; this one looks like a show already."),
    "too_big": _("The file is larger than %(megabytes)s MB."),
    "old_excel": _("This is a file of an old Excel (.xls). Save it as .xlsx or CSV."),
    "not_text": _("This is neither a spreadsheet (.xlsx) nor text (CSV)."),
    "bad_spreadsheet": _("This spreadsheet is damaged, or something else that was packed."),
    "encrypted": _("This spreadsheet is protected by a password. Save it without one."),
    "unpacks_too_large": _("Unpacked, this spreadsheet is larger than %(megabytes)s MB."),
    "too_many_lines": _("There are more than %(count)s lines in it. Import it in several parts."),
    "too_many_blank_lines": _("There are more than %(count)s empty lines in a row in it. Delete them."),
    "too_many_columns": _("Line %(line)s has more than %(count)s columns."),
    "cell_too_long": _("Line %(line)s holds a cell of more than %(count)s characters. Is a quotation mark missing?"),
    "takes_too_long": _("Reading the file took longer than %(seconds)s seconds."),
    "takes_too_much": _("Reading the file took more memory than it may."),
    "unreadable": _("The file could not be read (%(detail)s)."),
}
MISTAKES: dict[str, str] = {
    "no_date": _("There is no date."),
    "bad_date": _("“%(value)s” is not a date."),
    "short_year": _("Write the year of “%(value)s” with four digits."),
    "which_order": _("“%(value)s” can be two dates. Say whether the day or the month comes first."),
    "not_midnight": _("“%(value)s” is not the beginning of a day in %(zone)s. Choose the time zone of the list."),
    "bad_time": _("“%(value)s” is not a time."),
    "bad_fee": _("“%(value)s” is not plainly one amount. Write it like 1250.50, or 1250.50 EUR."),
    "no_currency": _("“%(value)s” names no currency. Say below which one is meant."),
    "bad_address": _("“%(value)s” is not an address of a page (https://…)."),
    "doors_too_late": _("Doors at %(value)s are after the start."),
    "too_long": _("%(field)s: at most %(count)s characters, please."),
    "bad_text": _("%(field)s holds characters that cannot be stored."),
    "too_far": _("This is more than three years ahead."),
    "too_lasting": _("It ends more than 24 hours after it starts."),
    "no_stage": _("There is no stage “%(value)s”."),
    "day_is_full": _("There are too many shows on this day to guess their times. Give their times."),
    "overlaps_line": _("It overlaps with line %(line)s."),
    "taken": _("You have promised this time already: %(title)s."),
    "taken_nameless": _("You have promised this time already."),
    "member_taken": _("%(name)s is promised elsewhere then."),
    "stage_taken": _("Another show stands on this stage then: %(title)s."),
    "held": _("This night is held. Confirm or release the hold first."),
}
"""As long as one line has one of these, nothing is imported."""
REMARKS: dict[str, str] = {
    "time_assumed": _("No time is given: the usual hours are assumed."),
    "early_assumed": _("No time is given, and it is not the only show of the day: other hours are assumed."),
    "shortened": _("It ends when the show of line %(line)s begins."),
    "hold_released": _("You hold this night (%(place)s). That hold is released, and the venue told."),
    "unclaimed": _("It overlaps with line %(line)s: recorded without taking your time twice."),
    "unknown_town": _("“%(value)s” is not a town we know: it stays as text."),
    "many_towns": _("“%(value)s” can be %(count)s towns: it stays as text."),
    "zone_assumed": _("The time zone of the list is assumed."),
    "no_place": _("No place is given."),
    "after_midnight": _("%(value)s is after midnight."),
    "in_the_morning": _("%(value)s is in the morning."),
    "skipped_hour": _("Clocks skip %(value)s that day; it became %(shown)s."),
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
