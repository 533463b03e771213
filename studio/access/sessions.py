"""Who sees a session, and for which side somebody acts in it."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import can_lead, is_member
from accounts.models import User
from studio.models import Session, SessionChange
from studio.states import Side


def get_session_for(user: User, session_id: uuid.UUID) -> Session:
    """A session of a client or a professional that the user leads, or in which they work; staff see all. Raises
    Http404."""
    found = Session.objects.select_related(
        "client", "professional", "service", "worker", "room", "payment", "currency", "project"
    )
    session = found.filter(pk=session_id).first()
    if session is None or not can_see_session(user, session):
        raise Http404
    return session


def can_see_session(user: User, session: Session) -> bool:
    """Whether the user deals with either side, works in it, or is staff of the site."""
    return works_in(user, session) or sees_money(user, session)


def works_in(user: User, session: Session) -> bool:
    """Whether the user works in the session and is still in the team. No query for anybody but its worker."""
    return user.pk == session.worker_id and is_member(user, session.professional)


def sees_money(user: User, session: Session) -> bool:
    """Whether somebody who sees the session sees its price too: leaders of either side and staff do, a worker who leads
    neither side does not."""
    return user.is_staff or any(can_lead(user, side) for side in (session.client, session.professional))


def side_in(user: User, session: Session) -> Side | None:
    """The side for which the user acts in a session: the professional's where they belong to both. None for staff who
    belong to neither."""
    if works_in(user, session) or can_lead(user, session.professional):
        return Side.PROFESSIONAL
    return Side.CLIENT if can_lead(user, session.client) else None


def deciding_side(user: User, session: Session) -> Side:
    """The side for which the user decides. Only leaders decide: raises PermissionDenied for everybody else, also for
    the worker."""
    if can_lead(user, session.professional):
        return Side.PROFESSIONAL
    if can_lead(user, session.client):
        return Side.CLIENT
    raise PermissionDenied


def get_change_for(user: User, change_id: uuid.UUID) -> SessionChange:
    """A proposal in a session that the user may see. Raises Http404."""
    change = get_object_or_404(SessionChange, pk=change_id)
    change.session = get_session_for(user, change.session_id)
    return change


def led_sides(user: User, session: Session) -> frozenset[Side]:
    """The sides of a session that the user leads."""
    sides = {Side.CLIENT: session.client, Side.PROFESSIONAL: session.professional}
    return frozenset(side for side, party in sides.items() if can_lead(user, party))
