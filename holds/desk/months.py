"""The desk as a table: a body for each week, a row for each stage, a cell for each night.

The words are made here; the template only puts them in their places.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from holds.desk.asked import STATES, VIEWS, Asked
from holds.desk.items import Item, Stand, read_stand
from holds.queries.desks import DeskDoor, DeskHold, DeskStage, desk_stages
from web.dates import say_day, say_full_day, say_month
from web.texts import isolated

Cell = tuple[str, str, str, str, str, str, SafeString]
"""A night for the template: classes, ISO date, id, address, name for who cannot see it, day, strips."""


@dataclass(frozen=True)
class Week:
    """Seven nights of all stages. `nights`: what each is called, and whether it is tonight."""

    nights: list[tuple[str, bool]]
    rows: list[tuple[DeskStage, list[Cell]]]


@dataclass(frozen=True)
class Filter:
    """A state by which the desk can be filtered: how many items have it, and the query that asks for it."""

    label: str
    count: int
    query: str
    is_on: bool


@dataclass(frozen=True)
class Desk:
    """The desk over one week or the weeks of one month, as its fragment shows it."""

    door: DeskDoor
    asked: Asked
    title: str
    today: dt.date
    all_stages: list[DeskStage]
    rows: int
    weeks: list[Week]
    filters: list[Filter]
    elsewhere: list[tuple[str, SafeString]]
    previous: str
    next: str

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """The spans there are: label, query, whether it is the present one."""
        labels = {"month": _("Month"), "week": _("Week")}
        return [(labels[view], self.asked.query(view=view), view == self.asked.view) for view in VIEWS]

    @property
    def all_query(self) -> str:
        """The same nights without any filter."""
        return self.asked.query(stage="", state="", text="")

    @property
    def found(self) -> int:
        """How many items pass all filters."""
        return sum(each.count for each in self.filters if each.is_on)


def desk_of(door: DeskDoor, asked: Asked, today: dt.date) -> Desk:
    """The desk as it was asked for. Four queries, whatever is on it. Raises Http404 for a stage the venue has not."""
    span = asked.span(today)
    all_stages = desk_stages(door.party.pk)
    stand = read_stand(door, all_stages, span.first, span.last)
    rows = [stage for stage in all_stages if asked.stage in ("", str(stage.id))]
    if asked.stage and not rows:
        raise Http404(_("Choose one of your stages."))
    named = [item for item in stand.items if item.matches("", asked.text) and _is_on(item, asked, rows)]
    shown = [item for item in named if item.matches(asked.state, "")]
    return Desk(
        door=door,
        asked=asked,
        title=_title(asked, today),
        today=today,
        all_stages=all_stages,
        rows=len(rows),
        weeks=list(_weeks(rows, shown, span.first, span.last, today)),
        filters=_filters(asked, named),
        elsewhere=[(say_day(item.night), item.strip) for item in shown if item.stage_id is None],
        previous=asked.query(day=span.previous),
        next=asked.query(day=span.next),
    )


def shown_items(door: DeskDoor, asked: Asked, today: dt.date) -> tuple[Stand, list[Item]]:
    """What a desk shows, without its table: for exports."""
    span = asked.span(today)
    stages = desk_stages(door.party.pk)
    rows = [stage for stage in stages if asked.stage in ("", str(stage.id))]
    if asked.stage and not rows:
        raise Http404(_("Choose one of your stages."))
    stand = read_stand(door, stages, span.first, span.last)
    return stand, [item for item in stand.items if item.matches(asked.state, asked.text) and _is_on(item, asked, rows)]


def night_items(door: DeskDoor, stage_id: UUID, night: dt.date) -> list[Item]:
    """What stands on one night of a stage besides its ladder."""
    stand = read_stand(door, desk_stages(door.party.pk), night, night)
    return [item for item in stand.items if item.stage_id == stage_id and not isinstance(item.source, DeskHold)]


def _is_on(item: Item, asked: Asked, rows: list[DeskStage]) -> bool:
    return not asked.stage or item.stage_id == rows[0].id


def _title(asked: Asked, today: dt.date) -> str:
    day = asked.day or today
    if asked.view == "month":
        return say_month(day)
    span = asked.span(today)
    return f"{say_day(span.first)} – {say_day(span.last)}"


def _filters(asked: Asked, items: list[Item]) -> list[Filter]:
    counts = Counter(state for item in items for state in item.states)
    everything = sum(bool(item.states) for item in items)
    found = [Filter(_("Everything"), everything, asked.query(state=""), not asked.state)]
    for state, label in STATES.items():
        found.append(Filter(str(label), counts[state], asked.query(state=state), asked.state == state))
    return found


def _weeks(rows: list[DeskStage], items: list[Item], first: dt.date, last: dt.date, today: dt.date) -> Iterator[Week]:
    places: dict[tuple[UUID | None, dt.date], list[Item]] = defaultdict(list)
    for item in items:
        places[item.stage_id, item.night].append(item)
    addresses = {stage.id: reverse("holds:stage_night", args=[stage.id, "0"])[: -len("0/")] for stage in rows}
    for start in range(0, (last - first).days + 1, 7):
        nights = [first + dt.timedelta(days=start + day) for day in range(7)]
        yield Week(
            [(say_day(night), night == today) for night in nights],
            [
                (stage, [_cell(stage, night, places[stage.id, night], today, addresses[stage.id]) for night in nights])
                for stage in rows
            ],
        )


def _cell(stage: DeskStage, night: dt.date, items: list[Item], today: dt.date, address: str) -> Cell:
    classes = [
        name for name, is_so in (("today", night == today), ("bare", not items), ("past", night < today)) if is_so
    ]
    date = night.isoformat()
    name = f"{isolated(stage.name)}, {say_full_day(night)}: " + (
        "; ".join(item.words for item in items) or _("nothing yet")
    )
    strips = mark_safe("".join(item.strip for item in items))  # noqa: S308 each strip is safe
    return " ".join(classes), date, f"n-{stage.id.hex}-{date}", f"{address}{date}/", name, say_day(night), strips
