"""Loaders of professionals, their credits and services; who may do what with a party is in `accounts.access`."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import can_lead, can_see_party, get_led_party_for, get_party_for, is_member, require_lead
from accounts.models import Party, User, Viewer
from accounts.queries import roles_of
from accounts.states import PartyKind
from availability.models import AvailabilityRule
from media.files.grants import right_of
from studio.models import (
    Credit,
    Mix,
    MixComment,
    Professional,
    Project,
    ProjectFile,
    ProjectLink,
    Room,
    Sample,
    Service,
    Session,
    SessionChange,
    SessionFile,
    Split,
)
from studio.queries.projects import READS_PROJECTS, find_project_link
from studio.states import FOLDERS_OF, PAID_FOR, SessionState, Side

if TYPE_CHECKING:
    from studio.queries.projects import BackedProjectLink

PURPOSE = "session"
"""What a file is sent for."""
PROJECT_PURPOSE = "project"
TAKES_FILES = {
    Side.CLIENT: frozenset({
        SessionState.REQUESTED, SessionState.APPROVED, SessionState.CONFIRMED, SessionState.IN_PROGRESS,
        SessionState.DELIVERED, SessionState.DISPUTED,
    }),
    Side.PROFESSIONAL: frozenset({
        SessionState.CONFIRMED, SessionState.IN_PROGRESS, SessionState.DELIVERED, SessionState.DISPUTED,
        SessionState.COMPLETED,
    }),
}  # fmt: skip
"""In which states a side may add files."""
LOSES_FILES = frozenset({
    SessionState.REQUESTED, SessionState.APPROVED, SessionState.CONFIRMED, SessionState.IN_PROGRESS,
})  # fmt: skip
"""In which states files may be taken away. What was delivered is what the client accepts or has accepted, and in a
dispute everything is evidence."""


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


def get_split_for(user: Viewer, slug: str, split_id: uuid.UUID) -> Split:
    """A split of a professional whom the user leads. Raises Http404, or PermissionDenied where they may only look."""
    professional = get_led_professional_for(user, slug)
    return get_object_or_404(professional.splits, pk=split_id)


def get_taken_split_for(user: User, split_id: uuid.UUID) -> Split:
    """A split that was offered to a party the user leads. Raises Http404 for any other."""
    split = Split.objects.select_related("payee").filter(pk=split_id).first()
    if split is None or split.payee is None or not can_lead(user, split.payee):
        raise Http404
    return split


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


def get_session_file_for(user: User, session_id: uuid.UUID, file_id: uuid.UUID) -> SessionFile:
    """A file of a session that the user may see. Raises Http404."""
    session = get_session_for(user, session_id)
    return get_object_or_404(session.files.select_related("file", "preview"), pk=file_id)


def get_mix_for(user: User, mix_id: uuid.UUID) -> Mix:
    """A mix of a session that the user may see. Raises Http404."""
    mix = get_object_or_404(Mix.objects.select_related("session_file__file", "session_file__preview"), pk=mix_id)
    mix.session = mix.session_file.session = get_session_for(user, mix.session_id)
    return mix


def get_mix_of_file(user: User, file_id: uuid.UUID) -> Mix:
    """The mix that a file (of `media`) is, in a session that the user may see. Raises Http404."""
    pk = Mix.objects.filter(session_file__file=file_id).values_list("pk", flat=True).first()
    if pk is None:
        raise Http404
    return get_mix_for(user, pk)


def get_comment_for(user: User, comment_id: uuid.UUID) -> MixComment:
    """A comment on a mix of a session that the user may see. Raises Http404."""
    comment = get_object_or_404(MixComment, pk=comment_id)
    comment.mix = get_mix_for(user, comment.mix_id)
    return comment


def is_locked(file: SessionFile, session: Session) -> bool:
    """Whether the client must accept the work before they get the original."""
    return file.side == Side.PROFESSIONAL and file.folder in PAID_FOR and session.state != SessionState.COMPLETED


def may_have_original(user: User, file: SessionFile, session: Session) -> bool:
    """Whether somebody who sees the session may have the original of the file."""
    return not is_locked(file, session) or side_in(user, session) != Side.CLIENT


def may_send_file(user: Any, purpose: str, target: str) -> bool | None:
    """Whether the user may send a file to the session, or the project, of this id. Registered with
    `media.hooks.may_send_to`."""
    if purpose not in (PURPOSE, PROJECT_PURPOSE):
        return None
    try:
        if purpose == PROJECT_PURPOSE:
            return can_lead(user, get_project_for(user, uuid.UUID(target)).client)
        return bool(folders_for(user, get_session_for(user, uuid.UUID(target))))
    except (ValueError, Http404):
        return False


def folders_for(user: User, session: Session) -> Sequence[str]:
    """The folders to which the user may add files now."""
    side = side_in(user, session)
    return FOLDERS_OF[side] if side and session.state in TAKES_FILES[side] else ()


def rights_to_session_file(user: Any, file_id: uuid.UUID) -> Sequence[str] | None:
    """On which rights the user may have a file of a session. Registered with `media.hooks.rights_to_file`."""
    file = SessionFile.objects.select_related("session__client", "session__professional").filter(file=file_id).first()
    if file is None:
        return None
    session = file.session
    if not (user.is_authenticated and can_see_session(user, session) and may_have_original(user, file, session)):
        return ()
    return rights_in(user, session)


def rights_in(user: User, session: Session) -> list[str]:
    """The rights by which the user sees a session now. A grant ends when the first of them ends."""
    sides = [side for side in (session.client, session.professional) if can_lead(user, side)]
    if works_in(user, session):
        sides.append(session.professional)
    return [right_of(user.pk), *dict.fromkeys(right_of(user.pk, side.pk) for side in sides)]


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
