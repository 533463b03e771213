"""Projects of a client: made, changed and archived, filled with sessions and files, and shown to others by links."""

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from accounts.actions.memberships import lock_active_party, lock_led_party
from accounts.models import Party, User
from accounts.queries import is_backed
from availability.actions.feeds import hash_token, new_token
from availability.ranges import DAY, at_wall_clock
from catalogue.models import Currency
from engagements.actions.transactions import one_transaction
from media.actions import drop, drop_file, keep_preview, take_free_files
from studio.models import (
    LINK_LABEL_MAX,
    PROJECT_NAME_MAX,
    PROJECT_NOTES_MAX,
    Project,
    ProjectFile,
    ProjectLink,
)
from web.money import AMOUNT_MINOR_MAX
from web.texts import clean_line, clean_text

PROJECTS_MAX = 200
"""Of a client, those that are archived too."""
FILES_AT_ONCE = 50
FILES_MAX = 200
LINKS_MAX = 20
"""Of a project, that work at the same time."""
LINK_DAYS_MAX = 400
FIELDS = ("name", "notes", "budget_minor", "currency")


@one_transaction
def create_project(
    *, acting_user: User, client: Party, name: str, notes: str = "", budget_minor: int | None = None,
    currency: Currency | None = None,
) -> Project:  # fmt: skip
    """A project of a party that the user leads. `budget_minor` is in minor units of `currency`; both or neither.

    Locks the party. Raises PermissionDenied, NotApproved while it is suspended or closed, ValidationError by field,
    and Busy.
    """
    lock_active_party(acting_user, client)
    if client.projects.count() >= PROJECTS_MAX:
        raise ValidationError([_("At most %(count)s projects.") % {"count": PROJECTS_MAX}])
    project = Project(client=client, created_by=acting_user)
    _set_fields(project, {"name": name, "notes": notes, "budget_minor": budget_minor, "currency": currency})
    project.save(force_insert=True)
    return project


@one_transaction
def change_project(*, acting_user: User, project_id: UUID, **fields: Any) -> Project:
    """Write those of `name`, `notes`, `budget_minor` and `currency` that are named. Locks the client. Raises
    Project.DoesNotExist, PermissionDenied, ValidationError by field, and Busy."""
    project = _locked(acting_user, project_id)
    if fields:
        _set_fields(project, fields)
        project.save(update_fields=list(FIELDS))
    return project


@one_transaction
def archive_project(*, acting_user: User, project_id: UUID, is_archived: bool = True) -> Project:
    """Archive a project, or take it up again. Nothing new is booked for an archived one; its contents and links stay.
    Raises Project.DoesNotExist, PermissionDenied, and Busy."""
    project = _locked(acting_user, project_id)
    if is_archived != (project.archived_at is not None):
        project.archived_at = now() if is_archived else None
        project.save(update_fields=["archived_at"])
    return project


@one_transaction
def add_project_files(*, acting_user: User, project_id: UUID, files: Collection[UUID]) -> list[ProjectFile]:
    """Put what this person has uploaded (taken in before by `take_in_begun`) into a project. Raises
    Project.DoesNotExist, PermissionDenied, ValidationError at `files`, and Busy."""
    project = _locked(acting_user, project_id)
    taken = take_free_files(acting_user=acting_user, files=files, field="files", most=FILES_AT_ONCE)
    if not taken:
        raise ValidationError({"files": [_("Choose a file.")]})
    if project.files.count() + len(taken) > FILES_MAX:
        raise ValidationError({"files": [_("A project holds at most %(most)s files.") % {"most": FILES_MAX}]})
    return [
        ProjectFile.objects.create(
            project=project, file=file, added_by=acting_user,
            preview=keep_preview(acting_user=acting_user, file=file, is_marked=False),
        )
        for file in taken
    ]  # fmt: skip


@one_transaction
def remove_project_file(*, acting_user: User, file_id: UUID) -> Project:
    """Take a file away, for good. Raises ProjectFile.DoesNotExist, PermissionDenied, and Busy."""
    project = _locked(acting_user, ProjectFile.objects.get(pk=file_id).project_id)
    file = ProjectFile.objects.select_for_update(of=("self",)).select_related("file", "preview").get(pk=file_id)
    preview, sent = file.preview, file.file
    file.delete()
    if preview:
        drop(acting_user=acting_user, kept=preview)
    drop_file(file=sent)
    return project


@one_transaction
def create_project_link(
    *, acting_user: User, project_id: UUID, label: str, expires_on: dt.date | None = None, shows_budget: bool = False
) -> tuple[ProjectLink, str]:
    """A link by which anybody can read a project, and its token: shown now and never again. It works to the end of the
    day `expires_on` on the client's clock, or until it is revoked or its maker no longer leads the client.

    Raises Project.DoesNotExist, PermissionDenied, NotApproved, ValidationError by field, and Busy.
    """
    project = _locked(acting_user, project_id, is_active=True)
    if project.links.live(now()).count() >= LINKS_MAX:
        raise ValidationError([_("You have %(count)s links. Revoke one first.") % {"count": LINKS_MAX}])
    token = new_token()
    link = ProjectLink.objects.create(
        project=project,
        label=clean_line("label", label, longest=LINK_LABEL_MAX, required=True),
        token_hash=hash_token(token),
        shows_budget=shows_budget,
        created_by=acting_user,
        expires_at=_end_of(expires_on, project.client) if expires_on else None,
    )
    return link, token


@one_transaction
def revoke_project_link(*, acting_user: User, link_id: UUID) -> ProjectLink:
    """End a link at once and for good; its count stays. Raises ProjectLink.DoesNotExist, PermissionDenied, and Busy."""
    _locked(acting_user, ProjectLink.objects.get(pk=link_id).project_id)
    link = ProjectLink.objects.select_for_update().get(pk=link_id)
    if link.revoked_at is None:
        link.revoked_at = now()
        link.save(update_fields=["revoked_at"])
    return link


def count_use(*, link_id: UUID, at: dt.datetime) -> None:
    """Count one more opening of a link. One statement; nothing happens if the link is gone."""
    ProjectLink.objects.filter(pk=link_id).update(uses=F("uses") + 1, last_used_at=at)


def end_project_links(party: Party) -> None:
    """End the links to a party's projects of those who may no longer issue them. Registered with
    `accounts.hooks.rights_changed`."""
    live = ProjectLink.objects.live(now()).filter(project__client=party)
    live.exclude(is_backed(party="project__client")).update(revoked_at=now())


def _locked(acting_user: User, project_id: UUID, *, is_active: bool = False) -> Project:
    """A project read again under the lock of its client, which all its writers take."""
    known = Project.objects.select_related("client").get(pk=project_id)
    lock = lock_active_party if is_active else lock_led_party
    lock(acting_user, known.client)
    return Project.objects.select_for_update(of=("self",)).select_related("client", "currency").get(pk=project_id)


def _set_fields(project: Project, fields: dict[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"a project has no fields {unknown} to change")
    for field, value in fields.items():
        setattr(project, field, _checked(field, value))
    if project.budget_minor is not None and project.currency is None:
        raise ValidationError({"currency": [_("Choose a currency.")]})
    if project.budget_minor is None:
        project.currency = None


def _checked(field: str, value: Any) -> Any:
    if field == "name":
        return clean_line(field, value, longest=PROJECT_NAME_MAX, required=True)
    if field == "notes":
        return clean_text(field, value, longest=PROJECT_NOTES_MAX)
    if field == "budget_minor" and value is not None and not 1 <= value <= AMOUNT_MINOR_MAX:
        raise ValidationError({field: [_("Enter an amount above zero.")]})
    return value


def _end_of(expires_on: dt.date, party: Party) -> dt.datetime:
    today = localdate(timezone=ZoneInfo(party.timezone))
    if not today <= expires_on <= today + LINK_DAYS_MAX * DAY:
        text = _("Choose a day from today, up to %(count)s days ahead.") % {"count": LINK_DAYS_MAX}
        raise ValidationError({"expires_on": [text]})
    return at_wall_clock(expires_on + DAY, dt.time(), party.timezone)
