"""One line of a list: its texts, its day and times, and what is wrong with them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from accounts.actions.texts import clean_line
from catalogue.models import Currency
from engagements.actions.inputs import clean_url
from show_imports.lists.choices import Choices
from show_imports.lists.columns import FIELDS, MORE
from show_imports.lists.fees import read_fee
from show_imports.lists.moments import Day, Unclear, is_unsaid, read_clock, read_day
from show_imports.lists.places import Parts, split_town
from show_imports.lists.problems import is_mistake, note
from show_imports.lists.tables import Table

LONGEST = {"title": 200, "act": 200, "venue": 200, "number": 200, "ticket": 500}
LONGEST_OTHERWISE = 120
READ_APART = ("date", "starts", "ends", "doors", "fee")
"""Columns that hold no mere text."""


@dataclass
class Line:
    """A line as it was read. `day` is missing where it could not be; `starts` where it says none. `fee` is an amount in
    minor units and the code of its currency."""

    number: int
    texts: Mapping[str, str]
    day: Day | None = None
    starts: dt.time | None = None
    ends: dt.time | None = None
    doors: dt.time | None = None
    fee: tuple[int, str] | None = None
    notes: list[dict[str, Any]] = field(default_factory=list)

    def tell(self, code: str, **details: Any) -> None:
        self.notes.append(note(code, **details))

    @property
    def is_wrong(self) -> bool:
        return any(map(is_mistake, self.notes))

    @property
    def town(self) -> Parts:
        return split_town(*(self.texts.get(part, "") for part in ("city", "region", "country")))

    @property
    def known_day(self) -> Day:
        """The day of a line whose day could be read: all that are not wrong."""
        assert self.day is not None  # noqa: S101 — what cannot be read makes the line wrong
        return self.day

    @property
    def known_start(self) -> dt.time:
        """The start of a line of a plan."""
        assert self.starts is not None  # noqa: S101 — a line without one is given one before it is planned, or is wrong
        return self.starts

    @property
    def identity(self) -> list[str]:
        """What tells a line from the others when its list is imported again: its number and time, else all it says."""
        day = [self.known_day.date.isoformat(), str(self.known_day.number), str(self.starts or "")]
        if number := self.texts.get("number"):
            return ["#", number, *day]
        unsaid = ("date", "starts", *MORE)
        return ["", *day, *(self.texts.get(name, "").casefold() for name in FIELDS if name not in unsaid)]


def read_lines(table: Table, columns: Mapping[str, str], choices: Choices) -> list[Line]:
    """All lines of a list; what cannot be read is noted on its line."""
    places = {name: table.headings.index(heading) for name, heading in columns.items()}
    known = frozenset(Currency.objects.values_list("code", flat=True)) if "fee" in columns else frozenset()
    return [
        _read(number, {name: cells[place] for name, place in places.items()}, choices, table.epoch, known)
        for number, cells in table.rows
    ]


def _read(number: int, cells: Mapping[str, str], choices: Choices, epoch: int, known: frozenset[str]) -> Line:
    line = Line(number, {})
    line.texts = {name: _text(line, name, text) for name, text in cells.items() if name not in READ_APART}
    try:
        line.day = read_day(cells.get("date", ""), order=choices.order, zone=choices.zone, epoch=epoch)
        _read_times(line, line.day, cells, choices)
        line.fee = read_fee(cells.get("fee", ""), line.texts.get("currency", "") or choices.currency, known)
        _read_ticket(line)
    except Unclear as unclear:
        line.tell(unclear.code, **unclear.details)
    return line


def _read_times(line: Line, day: Day, cells: Mapping[str, str], choices: Choices) -> None:
    """The start of its own column counts before one beside the date; then the date has to be a whole day, or it was
    read by the wrong clock."""
    line.starts, line.ends = read_clock(cells.get("starts", "")), read_clock(cells.get("ends", ""))
    line.doors = read_clock(cells.get("doors", ""))
    if "starts" in cells and day.instant and day.clock:
        raise Unclear("not_midnight", value=cells["date"], zone=choices.timezone)
    line.starts = line.starts or day.clock


def _read_ticket(line: Line) -> None:
    address = line.texts.get("ticket", "")
    try:
        clean_url("ticket", address)
    except ValidationError as error:
        raise Unclear("bad_address", value=address) from error


def _text(line: Line, name: str, text: str) -> str:
    if is_unsaid(text):
        return ""
    longest = LONGEST.get(name, LONGEST_OTHERWISE)
    try:
        return clean_line(name, text, longest=longest)
    except ValidationError:
        code = "too_long" if len(text) > longest else "bad_text"
        line.tell(code, field=str(FIELDS[name]), count=longest)
        return ""
