"""What the worker does with a list of shows: looks through all its lines, and imports all of them, or nothing.

A list that was stopped, changed or finished meanwhile is left alone: a task may come twice, late or after a crash.
"""

import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.timezone import now

from accounts.access import can_lead
from accounts.errors import NotApproved
from accounts.models import Party
from accounts.states import PartyKind, Role
from availability.actions import lock_calendars, touch
from availability.errors import Busy, Taken
from bookings.actions.doing import Doing
from bookings.actions.lineups import consent_of
from bookings.states import LineupState
from engagements.actions.transactions import SetGrew, one_transaction
from engagements.queries.people import roster
from engagements.states import Channel
from show_imports.lists.checking import (
    Cast,
    consequences_of,
    is_claimed,
    known_keys,
    tell_conflicts,
    tell_released,
    wishes_of,
)
from show_imports.lists.choices import Choices
from show_imports.lists.lines import Line
from show_imports.lists.planning import COMING, KNOWN, PAST, WRONG, Plan, Setting, make_plans, mark_known
from show_imports.lists.progress import set_progress
from show_imports.lists.reading import unpacked
from show_imports.lists.writing import check_now, move_all, promise_all, store_drafts, told_of
from show_imports.models import ShowImport
from show_imports.states import ShowImportState
from venues.models import Stage
from web.errors import Refusal

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody called it off, or another worker has it."""


class Mistaken(Exception):
    """Something stands in the way since it was checked: here is what."""

    def __init__(self, report: list[dict[str, Any]], counts: dict[str, int]):
        self.report = report
        self.counts = counts
        super().__init__(counts)


def check_lines(*, show_import: ShowImport, at: dt.datetime | None = None) -> None:
    """Look through the lines of a list that is being checked, and keep what was found: a dry run, nothing is locked."""
    setting = _setting(show_import, at or now())
    plans, unread = make_plans(unpacked(bytes(show_import.content)), show_import.mapping, setting)
    set_progress(show_import.pk, 60)
    mark_known(plans, known_keys(setting, plans))
    tell_conflicts(plans, setting, _cast(setting))
    tell_released(plans, setting, consequences_of(plans, setting))
    _keep_report(show_import, *_report(plans, unread), ShowImportState.CHECKED)


def import_lines(*, show_import: ShowImport, at: dt.datetime | None = None) -> None:
    """Import all lines of a list, or none: then its report says why. Nobody is told by mail or in their inbox.

    The calendars of the party, of its stages and players are locked late: for as long as claims, entries and the checks
    at commit take (measured in docs/importing-shows.md). Raises `Busy` when others hold one of them for 3 s.
    """
    at = at or now()
    setting = _setting(show_import, at)
    plans, unread = make_plans(unpacked(bytes(show_import.content)), show_import.mapping, setting)
    set_progress(show_import.pk, 10)
    try:
        _import_all(show_import=show_import, setting=setting, plans=plans, unread=unread)
    except Stopped:
        return
    except Mistaken as mistaken:
        _keep_report(show_import, mistaken.report, mistaken.counts, ShowImportState.CHECKED)
    except (NotApproved, Taken) as refusal:
        fail_show_import(show_import, refusal.slug)
    else:
        set_progress(show_import.pk, 100)


@one_transaction
def _import_all(*, show_import: ShowImport, setting: Setting, plans: Sequence[Plan], unread: Sequence[Line]) -> None:
    doing = Doing.begin(show_import.created_by, Channel.PAGE, setting.at)
    _be_alone(show_import)
    _require_going_on(show_import)
    _require_may(show_import, setting, plans)
    mark_known(plans, known_keys(setting, plans))
    _refuse_mistakes(plans, unread)
    wanted = [plan for plan in plans if not plan.is_known]

    def progress(percent: int) -> None:
        _require_going_on(show_import)
        set_progress(show_import.pk, percent)

    made = store_drafts(wanted, setting, doing)
    progress(25)
    move_all(made, setting, doing)
    progress(50)
    told = told_of(made, setting)
    progress(65)
    cast = _cast(setting)
    consequences = consequences_of(wanted, setting)
    ids = {setting.party.calendar_id, *_calendars(wanted, setting, cast)}
    lock_calendars(ids | consequences.calendars)
    cast = _cast(setting)
    if not _calendars(wanted, setting, cast) <= ids:
        raise SetGrew
    consequences.check()
    tell_conflicts(wanted, setting, cast)
    _refuse_mistakes(plans, unread)
    tell_released(wanted, setting, consequences)
    promise_all(made, told, setting, cast, doing)
    consequences.carry_out(doing)
    progress(85)
    check_now(made)
    progress(95)
    touch(ids, public=True, alone=True)
    _finish(show_import, *_report(plans, unread), doing)


def _refuse_mistakes(plans: Sequence[Plan], unread: Sequence[Line]) -> None:
    report, counts = _report(plans, unread)
    if counts[WRONG]:
        raise Mistaken(report, counts)


def _setting(show_import: ShowImport, at: dt.datetime) -> Setting:
    party = Party.objects.select_related("city__country", "venue").get(pk=show_import.party_id)
    stages: list[Stage] = []
    if party.kind == PartyKind.VENUE:
        stages = list(party.venue.stages.select_related("venue__party__city__country"))
    return Setting(party, Choices.of(show_import.choices), at, stages)


def _cast(setting: Setting) -> Cast:
    if setting.is_venue:
        return Cast(rooms={stage.pk: list(stage.parts.order_by("id")) for stage in setting.stages})
    members = [player for player in roster(setting.party).values() if player.role == Role.MEMBER]
    players = [player for player in members if consent_of(player) == LineupState.PLAYS]
    return Cast(players=players, asked=[player for player in members if player not in players])


def _calendars(plans: Sequence[Plan], setting: Setting, cast: Cast) -> set[int]:
    """Of everybody whose time these shows take."""
    claimed = [plan for plan in plans if is_claimed(plan, setting)]
    return {wish.calendar_id for plan in claimed for wish in wishes_of(plan, setting, cast)}


def _be_alone(show_import: ShowImport) -> None:
    """A task that comes twice leaves the list to the first. Two lists of one party come one after the other: where no
    claims are made (drafts), nothing else would keep them from doubling a show."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"show-import {show_import.pk}"])
        if not cursor.fetchone()[0]:
            raise Stopped
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"show-imports of {show_import.party_id}"]
        )


def _require_going_on(show_import: ShowImport) -> None:
    rows = ShowImport.objects.filter(pk=show_import.pk, state=ShowImportState.IMPORTING, version=show_import.version)
    if not rows.exists():
        raise Stopped


def _require_may(show_import: ShowImport, setting: Setting, plans: Sequence[Plan]) -> None:
    """Who started it leads the party still, and a party that is not approved publishes nothing that is to come."""
    user = show_import.created_by
    if user is None or not can_lead(user, setting.party):
        raise NotApproved
    publishes = any(not plan.is_past and is_claimed(plan, setting) for plan in plans)
    if publishes:
        NotApproved.unless_all(setting.party)


def _report(plans: Sequence[Plan], unread: Sequence[Line]) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """A row for each line, in their order, and how many of each outcome there are."""
    rows = [_row(plan) for plan in plans]
    rows += [{"line": line.number, "outcome": WRONG, "notes": line.notes, **_texts(line)} for line in unread]
    counts = dict.fromkeys((PAST, COMING, KNOWN, WRONG), 0)
    for row in rows:
        counts[row["outcome"]] += 1
    counts["assumed"] = sum(plan.is_assumed and not plan.is_known for plan in plans)
    return sorted(rows, key=lambda row: row["line"]), counts


def _row(plan: Plan) -> dict[str, Any]:
    return {
        "line": plan.line.number,
        "outcome": plan.outcome,
        "night": plan.night.isoformat(),
        "starts": plan.starts_at.isoformat(),
        "ends": plan.ends_at.isoformat(),
        "zone": plan.timezone,
        "title": plan.title,
        "place": plan.stage.name if plan.stage else plan.place,
        "city": plan.city.full_label if plan.city and not plan.stage else "",
        "notes": [] if plan.is_known else plan.notes,
    }


def _texts(line: Line) -> dict[str, str]:
    """What a line that could not be read says of itself."""
    said = line.texts.get
    return {"title": said("act") or said("title") or "", "place": said("venue") or said("stage") or ""}


def _keep_report(
    show_import: ShowImport, report: list[dict[str, Any]], counts: dict[str, int], state: ShowImportState
) -> None:
    """Keep a report, unless the list was stopped or changed meanwhile."""
    unchanged = ShowImport.objects.filter(pk=show_import.pk, version=show_import.version, state=show_import.state)
    values = {"report": report, "counts": counts, "total": len(report), "done": len(report), "error": ""}
    unchanged.update(state=state, version=show_import.version + 1, **values)


def _finish(show_import: ShowImport, report: list[dict[str, Any]], counts: dict[str, int], doing: Doing) -> None:
    """The list is done, in the transaction that made it so: who stops it in this moment waits, and is too late."""
    rows = ShowImport.objects.select_for_update(no_key=True)
    locked = rows.filter(pk=show_import.pk, state=ShowImportState.IMPORTING, version=show_import.version).first()
    if locked is None:
        raise Stopped
    locked.state, locked.content = ShowImportState.DONE, b""
    locked.report, locked.counts = report, counts
    locked.total = locked.done = len(report)
    locked.version += 1
    locked.ended_at = doing.at
    locked.save()


def fail_show_import(show_import: ShowImport, code: str) -> None:
    """Nothing was imported, for a reason that is not in its lines: `busy`, `not-approved`, `broken`.

    Where others were just writing, the report stands, and one may try again.
    """
    may_try_again = code == Busy.slug and show_import.state == ShowImportState.IMPORTING
    state = ShowImportState.CHECKED if may_try_again else ShowImportState.FAILED
    unchanged = ShowImport.objects.filter(pk=show_import.pk, version=show_import.version, state=show_import.state)
    unchanged.update(state=state, error=code, version=show_import.version + 1)


WORK = {ShowImportState.CHECKING: check_lines, ShowImportState.IMPORTING: import_lines}


def work_on_show_list(*, import_id: UUID, state: ShowImportState, at: dt.datetime | None = None) -> None:
    """Do what is to be done in this state, if the list is in it still. An error leaves it failed, with nothing done."""
    show_import = ShowImport.objects.select_related("party", "created_by").filter(pk=import_id, state=state).first()
    if show_import is None:
        return
    try:
        WORK[state](show_import=show_import, at=at)
    except Busy:
        fail_show_import(show_import, Busy.slug)
    except Refusal as refusal:
        fail_show_import(show_import, refusal.slug)
    except Exception:
        logger.exception("The list %s was not worked on", import_id)
        fail_show_import(show_import, "broken")
