"""Lists of shows that are brought in, as people see it: uploaded, their columns named, checked, imported, or given up.

Reading a file takes a child process, checking and importing the worker: see `show_importing`.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from functools import partial

from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active
from accounts.actions.texts import clean_line
from accounts.models import Party, User
from accounts.states import PartyKind
from bookings.actions.doing import Doing
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from show_imports.lists.bounds import Refused
from show_imports.lists.choices import Choices
from show_imports.lists.columns import guess_columns, known_columns, require_headings
from show_imports.lists.problems import note, note_text
from show_imports.lists.progress import set_progress
from show_imports.lists.reading import packed, read_list
from show_imports.lists.tables import Table
from show_imports.models import ShowImport
from show_imports.states import ShowImportState
from web.sandbox.turns import NoTurn, turn

KINDS = frozenset({PartyKind.BAND, PartyKind.VENUE})
"""Who has shows of its own."""
WAITING_MAX = 10
"""Lists of one party that were uploaded and not imported: each keeps its table."""
CHECK, IMPORT = "show_imports.tasks.check_show_list", "show_imports.tasks.import_show_list"
AT_REST = (ShowImportState.UPLOADED, ShowImportState.CHECKED, ShowImportState.FAILED)
UNDER_WAY = {
    ShowImportState.CHECKING: (CHECK, ShowImportState.UPLOADED),
    ShowImportState.IMPORTING: (IMPORT, ShowImportState.CHECKED),
}
"""What the worker does in this state, and where it goes back to when it is stopped."""


def upload_show_list(
    *,
    acting_user: User,
    party: Party,
    file_name: str,
    content: bytes,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> ShowImport:
    """Read a file for a band or venue that the user leads, and guess its columns. Nothing is imported by that.

    Raises ValidationError({"content": ...}) for a file that gives no table, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    _require_leader(acting_user, party)
    require_active(party)
    try:
        with turn(acting_user.calendar_id):
            table = read_list(content)
        require_headings(table)
    except NoTurn:
        raise ValidationError(
            {"content": [_("We’re reading other files right now. Try again in a few seconds.")]}
        ) from None
    except Refused as refused:
        raise ValidationError({"content": [note_text(note(refused.code, **refused.details))]}) from refused
    return _store_list(party=party, file_name=file_name, table=table, doing=doing)


@one_transaction
def _store_list(*, party: Party, file_name: str, table: Table, doing: Doing) -> ShowImport:
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    if ShowImport.objects.filter(party=party).exclude(state=ShowImportState.DONE).count() >= WAITING_MAX:
        message = _("You already have %(count)d lists. Remove one first.") % {"count": WAITING_MAX}
        raise ValidationError({"content": [message]})
    return ShowImport.objects.create(
        party=party,
        file_name=clean_line("content", file_name[-200:], longest=200) or _("A list"),
        content=packed(table),
        headings=table.headings,
        mapping=guess_columns(table.headings, party.kind),
        total=len(table.rows),
        created_by=doing.user,
        created_at=doing.at,
    )


@one_transaction
def check_show_list(
    *,
    acting_user: User,
    show_import: ShowImport,
    columns: Mapping[str, str],
    choices: Choices,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> ShowImport:
    """Say which column is what and what the list leaves open, and let the worker look through all lines: a dry run.

    Raises ValidationError({"date": ...}) without a column of dates, WrongState while the worker has it or when it is
    done, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = _lock(acting_user, show_import)
    require_active(locked.party)
    if locked.state not in AT_REST:
        raise WrongState(locked.state)
    locked.mapping = known_columns(columns, locked.headings, locked.party.kind)
    if "date" not in locked.mapping:
        raise ValidationError({"date": [_("Choose the column with the dates.")]})
    locked.choices, locked.error = choices.stored, ""
    return _hand_over(locked, ShowImportState.CHECKING, doing)


@one_transaction
def start_show_import(
    *,
    acting_user: User,
    show_import: ShowImport,
    version: int | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> ShowImport:
    """Let the worker import a list that was checked and has no mistakes: all of it, or nothing.

    `version` is that of the report that was seen. Raises WrongState, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = _lock(acting_user, show_import)
    require_active(locked.party)
    if locked.state != ShowImportState.CHECKED or locked.counts.get("wrong"):
        raise WrongState(locked.state)
    if version is not None and version != locked.version:
        raise WrongState(locked.state, _("The report has changed. Check it again."))
    locked.created_by = doing.user  # whoever imports it answers for it: the one who uploaded it may have left
    return _hand_over(locked, ShowImportState.IMPORTING, doing)


def _hand_over(locked: ShowImport, state: ShowImportState, doing: Doing) -> ShowImport:
    locked.state, locked.started_at, locked.done = state, doing.at, 0
    locked.version += 1
    locked.save()
    set_progress(locked.pk, 0)
    enqueue(locked)
    return locked


def enqueue(show_import: ShowImport) -> None:
    """Hand a list to the worker, once this is committed. What the broker loses, the clock hands over again."""
    task, _back = UNDER_WAY[ShowImportState(show_import.state)]
    transaction.on_commit(partial(current_app.send_task, task, [str(show_import.pk)], retry=False), robust=True)


@one_transaction
def stop_show_import(
    *, acting_user: User, show_import: ShowImport, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> ShowImport:
    """Call the worker off: nothing is imported. Too late when it is done: WrongState. Raises PermissionDenied."""
    locked = _lock(acting_user, show_import)
    if locked.state not in UNDER_WAY:
        raise WrongState(locked.state)
    _task, locked.state = UNDER_WAY[ShowImportState(locked.state)]
    locked.version += 1
    locked.save(update_fields=["state", "version"])
    return locked


@one_transaction
def remove_show_list(
    *, acting_user: User, show_import: ShowImport, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> None:
    """Forget a list that was not imported. Raises WrongState, PermissionDenied."""
    locked = _lock(acting_user, show_import)
    if locked.state not in AT_REST:
        raise WrongState(locked.state)
    locked.delete()


def drop_show_lists(*, parties: Collection[Party]) -> None:
    """Forget the lists of parties that close, as far as they were not imported; a worker that has one stops."""
    ShowImport.objects.filter(party__in=parties).exclude(state=ShowImportState.DONE).delete()


def _lock(user: User, show_import: ShowImport) -> ShowImport:
    rows = ShowImport.objects.select_related("party").select_for_update(no_key=True, of=("self",))
    locked = rows.filter(pk=show_import.pk).first()
    if locked is None:
        raise WrongState("gone")
    _require_leader(user, locked.party)
    return locked


def _require_leader(user: User, party: Party) -> None:
    if party.kind not in KINDS or not can_lead(user, party):
        raise PermissionDenied
