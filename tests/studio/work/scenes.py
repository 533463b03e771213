"""What tests of the work do again and again."""

from studio.actions.sessions import begin_session
from studio.models import Session


def state_of(session):
    return Session.objects.get(pk=session.pk)


def begun(session, user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
