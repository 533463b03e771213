"""Which promises of time sessions are the reason for."""

from django.db.models import Exists, OuterRef, Q

from studio.models import Session
from studio.queries.sessions import WORKED


def claims_of_sessions() -> Q:
    """Claims of sessions that were paid and not called off, on the calendars of their workers and rooms. Registered
    with `availability.hooks.claims_explained`."""
    own = Q(worker__calendar=OuterRef("calendar")) | Q(room__calendar=OuterRef("calendar"))
    return Q(Exists(Session.objects.filter(own, pk=OuterRef("occasion"), state__in=WORKED)))
