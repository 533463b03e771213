"""Loaders of professionals, their credits and services; who may do what with a party is in `accounts.access`."""

import uuid

from django.http import Http404

from accounts.access import can_lead, get_led_party_for, get_party_for
from accounts.models import Party, User, Viewer
from accounts.states import PartyKind
from availability.models import AvailabilityRule
from studio.models import Credit, Professional, Room, Service, Session


def get_professional_for(user: Viewer, slug: str) -> Professional:
    """A professional the user may see. Raises Http404, and PartyClosed as `get_party_for` does."""
    return _professional(get_party_for(user, slug, PartyKind.PROFESSIONAL))


def get_led_professional_for(user: Viewer, slug: str) -> Professional:
    """A professional the user leads. Raises Http404, or PermissionDenied where they may only look."""
    return _professional(get_led_party_for(user, slug, PartyKind.PROFESSIONAL))


def get_credit_for(user: Viewer, slug: str, credit_id: uuid.UUID) -> Credit:
    """A credit of a professional the user leads. Raises Http404, or PermissionDenied where they may only look."""
    professional = get_led_professional_for(user, slug)
    credit = Credit.objects.filter(pk=credit_id, professional=professional).first()
    if credit is None:
        raise Http404
    credit.professional = professional
    return credit


def get_service_for(user: Viewer, slug: str, service_id: uuid.UUID) -> Service:
    """A service that a professional whom the user leads offers. Raises Http404, or PermissionDenied where they may only
    look."""
    professional = get_led_professional_for(user, slug)
    service = professional.services.offered().filter(pk=service_id).first()
    if service is None:
        raise Http404
    service.professional = professional
    return service


def get_room_for(user: Viewer, slug: str, room_id: uuid.UUID) -> Room:
    """A room in use of a professional whom the user leads. Raises Http404, or PermissionDenied where they may only
    look."""
    professional = get_led_professional_for(user, slug)
    room = professional.rooms.in_use().filter(pk=room_id).first()
    if room is None:
        raise Http404
    room.professional = professional
    return room


def get_session_for(user: User, session_id: uuid.UUID) -> Session:
    """A session of a client or a professional that the user leads, or in which they work; staff see all. Raises
    Http404."""
    found = Session.objects.select_related("client", "professional", "service", "worker", "room", "payment", "currency")
    session = found.filter(pk=session_id).first()
    if session is None or not can_see_session(user, session):
        raise Http404
    return session


def can_see_session(user: User, session: Session) -> bool:
    """Whether the user deals with either side, works in it, or is staff of the site."""
    sides = (session.client, session.professional)
    return user.is_staff or user.pk == session.worker_id or any(can_lead(user, side) for side in sides)


def get_offered_service(user: Viewer, slug: str, service_id: uuid.UUID) -> Service:
    """A service of a professional that the user may see, to be booked. Raises Http404."""
    professional = get_professional_for(user, slug)
    service = professional.services.offered().select_related("room", "currency").filter(pk=service_id).first()
    if service is None:
        raise Http404
    service.professional = professional
    return service


def get_hours_for(user: Viewer, slug: str, rule_id: uuid.UUID) -> tuple[Professional, AvailabilityRule]:
    """Some hours of a professional whom the user leads. Raises Http404, or PermissionDenied where they may only
    look."""
    professional = get_led_professional_for(user, slug)
    rule = AvailabilityRule.objects.filter(pk=rule_id, calendar=professional.party.calendar_id).first()
    if rule is None:
        raise Http404
    return professional, rule


def _professional(party: Party) -> Professional:
    professional = Professional.objects.get(party=party)
    professional.party = party
    return professional
