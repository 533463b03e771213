"""Which project of its client a session stands in."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.access import require_lead
from accounts.models import Party, User
from engagements.actions.transactions import one_transaction
from studio.actions.sessions.moving import lock_session
from studio.models import Project, Session

SESSIONS_MAX = 200
"""Of a project."""


@one_transaction
def set_project(*, acting_user: User, session_id: UUID, project_id: UUID | None) -> Session:
    """Put a session into a project of its client, or into none. The professional is not told.

    Locks both parties and the session. Raises Session.DoesNotExist, PermissionDenied for all but leaders of the client,
    ValidationError at `project`, and Busy.
    """
    session = lock_session(session_id)
    require_lead(acting_user, session.client)
    if project_id == session.project_id:
        return session
    session.project = project_of_client(session.client, project_id) if project_id else None
    session.save(update_fields=["project"])
    return session


def project_of_client(client: Party, project_id: UUID) -> Project:
    """The project of this id in which a session of this client may stand. Assumes the client locked. Raises
    ValidationError at `project`."""
    project = Project.objects.filter(pk=project_id, client=client).first()
    if project is None:
        raise ValidationError({"project": [_("Choose one of the client’s projects.")]})
    if project.archived_at is not None:
        raise ValidationError({"project": [_("This project is archived.")]})
    if project.sessions.count() >= SESSIONS_MAX:
        raise ValidationError({"project": [_("A project holds at most %(most)s sessions.") % {"most": SESSIONS_MAX}]})
    return project
