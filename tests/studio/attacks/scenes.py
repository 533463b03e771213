"""What tests of attacks ask again and again."""

from studio.models import Session


def state_of(session):
    return Session.objects.get(pk=session.pk).state
