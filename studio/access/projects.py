"""Who sees a project, its files and its links."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import require_lead
from accounts.models import Party, User, Viewer
from accounts.queries import roles_of
from media.files.grants import right_of
from studio.models import Project, ProjectFile, ProjectLink
from studio.queries.projects import READS_PROJECTS, find_project_link

if TYPE_CHECKING:
    from studio.queries.projects import BackedProjectLink


def get_project_for(user: User, project_id: uuid.UUID) -> Project:
    """A project of a client to whose team the user belongs. Raises Http404."""
    project = Project.objects.select_related("client", "currency").filter(pk=project_id).first()
    if project is None or not can_read_projects(user, project.client):
        raise Http404
    return project


def get_led_project_for(user: User, project_id: uuid.UUID) -> Project:
    """A project of a client that the user leads. Raises Http404, or PermissionDenied where they may only look."""
    project = get_project_for(user, project_id)
    require_lead(user, project.client)
    return project


def can_read_projects(user: Viewer, client: Party) -> bool:
    """Whether the user sees the projects of a client."""
    return bool(roles_of(user, client) & READS_PROJECTS)


def get_project_file_for(user: User, project_id: uuid.UUID, file_id: uuid.UUID) -> ProjectFile:
    """A file of a project that the user may see. Raises Http404."""
    project = get_project_for(user, project_id)
    return get_object_or_404(project.files.select_related("file", "preview"), pk=file_id)


def get_project_link_for(user: User, project_id: uuid.UUID, link_id: uuid.UUID) -> ProjectLink:
    """A link to a project of a client that the user leads. Raises Http404, or PermissionDenied where they may only
    look."""
    project = get_led_project_for(user, project_id)
    return get_object_or_404(project.links, pk=link_id)


def get_project_link_by_token(token: str) -> "BackedProjectLink":
    """The link behind a secret address, whether it still works or not: anybody who has the address may open it. Raises
    Http404 for an address that was never issued."""
    link = find_project_link(token)
    if link is None:
        raise Http404
    return link


def rights_to_project_file(user: Any, file_id: uuid.UUID) -> Sequence[str] | None:
    """On which rights the user may have a file of a project. Registered with `media.hooks.rights_to_file`."""
    file = ProjectFile.objects.select_related("project__client").filter(file=file_id).first()
    if file is None:
        return None
    client = file.project.client
    is_theirs = user.is_authenticated and can_read_projects(user, client)
    return [right_of(user.pk), right_of(user.pk, client.pk)] if is_theirs else ()
