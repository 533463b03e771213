"""Lists of shows as people keep them, and the two real ones."""

import pathlib

from show_imports.actions import check_show_list, start_show_import, upload_show_list, work_on_show_list
from show_imports.lists.choices import Choices
from show_imports.models import ShowImport
from show_imports.states import ShowImportState

DATA = pathlib.Path(__file__).parents[1] / "data"
ORCHESTRA = {
    "date": "date", "starts": "time", "venue": "venue", "city": "location", "title": "event_type",
    "number": "program_id",
}  # fmt: skip


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def checked(party, user, content: bytes, columns=None, **choices) -> ShowImport:
    """A list as the worker has looked through it."""
    uploaded = upload_show_list(acting_user=user, party=party, file_name="shows.csv", content=content)
    said = Choices(**{"timezone": party.timezone} | choices)
    columns = uploaded.mapping if columns is None else columns
    checking = check_show_list(acting_user=user, show_import=uploaded, columns=columns, choices=said)
    work_on_show_list(import_id=checking.pk, state=ShowImportState.CHECKING)
    return ShowImport.objects.get(pk=checking.pk)


def imported(party, user, content: bytes, columns=None, **choices) -> ShowImport:
    """A list as the worker has imported it, if it could."""
    found = checked(party, user, content, columns, **choices)
    assert found.state == ShowImportState.CHECKED, found.error
    start_show_import(acting_user=user, show_import=found)
    work_on_show_list(import_id=found.pk, state=ShowImportState.IMPORTING)
    found.refresh_from_db()
    return found


def codes(show_import: ShowImport) -> dict[int, list[str]]:
    """What is said of each line that something is said of."""
    return {row["line"]: [told["code"] for told in row["notes"]] for row in show_import.report if row["notes"]}
