"""Loaders of professionals and of what they offer; who may do what with a party is in `accounts.access`."""

import uuid

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import can_see_party, get_led_party_for, get_party_for
from accounts.models import Party, Viewer
from accounts.states import PartyKind
from availability.models import AvailabilityRule
from studio.models import Credit, Professional, Room, Sample, Service


def get_professional_for(user: Viewer, slug: str) -> Professional:
    """A professional the user may see. Raises Http404, and PartyClosed as `get_party_for` does."""
    return _professional(get_party_for(user, slug, PartyKind.PROFESSIONAL))


def get_led_professional_for(user: Viewer, slug: str) -> Professional:
    """A professional the user leads. Raises Http404, or PermissionDenied where they may only look."""
    return _professional(get_led_party_for(user, slug, PartyKind.PROFESSIONAL))


def get_credit_for(user: Viewer, slug: str, credit_id: uuid.UUID) -> Credit:
    """A credit of a professional the user leads. Raises Http404, or PermissionDenied where they may only look."""
    professional = get_led_professional_for(user, slug)
    return get_object_or_404(professional.credits, pk=credit_id)


def get_sample_for(user: Viewer, slug: str, sample_id: uuid.UUID) -> Sample:
    """A sample of a professional whom the user leads. Raises Http404, or PermissionDenied where they may only look."""
    professional = get_led_professional_for(user, slug)
    return get_object_or_404(professional.samples.with_sounds(), pk=sample_id)


def may_have_sample(user: Viewer, sound_id: uuid.UUID) -> bool | None:
    """Whether the user may have the files of a sample's recording: everybody who may see the professional may. None for
    any other recording. Registered with `media.hooks.may_have_sound`."""
    samples = Sample.objects.filter(Q(before=sound_id) | Q(after=sound_id)).select_related("professional__party")
    sample = samples.first()
    return can_see_party(user, sample.professional.party) if sample else None


def get_service_for(user: Viewer, slug: str, service_id: uuid.UUID) -> Service:
    """A service that a professional whom the user leads offers. Raises Http404, or PermissionDenied where they may only
    look."""
    professional = get_led_professional_for(user, slug)
    return get_object_or_404(professional.services.offered(), pk=service_id)


def get_room_for(user: Viewer, slug: str, room_id: uuid.UUID) -> Room:
    """A room in use of a professional whom the user leads. Raises Http404, or PermissionDenied where they may only
    look."""
    professional = get_led_professional_for(user, slug)
    return get_object_or_404(professional.rooms.in_use(), pk=room_id)


def get_offered_service(user: Viewer, slug: str, service_id: uuid.UUID) -> Service:
    """A service of a professional that the user may see, to be booked. Raises Http404."""
    professional = get_professional_for(user, slug)
    return get_object_or_404(professional.services.offered().select_related("room", "currency"), pk=service_id)


def get_service_to_book(user: Viewer, service_id: uuid.UUID) -> Service:
    """A service of whichever professional the user may see, to be booked. Raises Http404."""
    slug = Service.objects.filter(pk=service_id).values_list("professional__party__slug", flat=True).first()
    if slug is None:
        raise Http404
    return get_offered_service(user, slug, service_id)


def get_hours_for(user: Viewer, slug: str, rule_id: uuid.UUID) -> tuple[Professional, AvailabilityRule]:
    """Some hours of a professional whom the user leads. Raises Http404, or PermissionDenied where they may only
    look."""
    professional = get_led_professional_for(user, slug)
    rule = get_object_or_404(AvailabilityRule, pk=rule_id, calendar=professional.party.calendar_id)
    return professional, rule


def _professional(party: Party) -> Professional:
    professional = Professional.objects.get(party=party)
    professional.party = party
    return professional
