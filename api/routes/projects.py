"""Projects: what a client books for one purpose, its budget, and links that show it to others."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from ninja import Router, Status

from accounts.access import get_led_party_for
from accounts.actions.parties import ensure_person_party
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import somebody
from api.protocol.declared import NOTHING, answers
from api.protocol.lookups import named_currency, named_party
from api.protocol.paging import page_of
from api.protocol.problems import renamed
from api.shapes.basics import DEFAULT_LIMIT, Cursor, Limit, Page
from api.shapes.projects import ProjectIn, ProjectLine, ProjectLinkIn, ProjectLinkOut, ProjectOut
from studio.access import get_led_project_for, get_project_for, get_project_link_for
from studio.actions.projects import create_project, create_project_link, revoke_project_link
from studio.queries.projects import contents_of, links_of, projects_of
from web.users import SignedInRequest

router = Router(tags=["projects"], auth=somebody)


@router.get("/me/projects", response=answers(Page[ProjectLine]))
@fresh
def project_list(request: SignedInRequest, cursor: Cursor | None = None, limit: Limit = DEFAULT_LIMIT):
    """The projects of all parties that you belong to, the newest first; those that are archived too."""
    shown, following = page_of(
        projects_of(request.user), by="created_at", cursor=cursor, limit=limit, is_descending=True
    )
    return Page[ProjectLine](items=[ProjectLine.line(each) for each in shown], next=following)


@router.post("/projects", response=answers(ProjectOut, status=201))
@once
def project_make(request: SignedInRequest, payload: ProjectIn):
    """A new project of yours, or of a party that you lead. Sessions are booked into it by their `project`."""
    party = named_party(get_led_party_for, request.user, payload.speaker, "as") if payload.speaker else None
    budget = payload.budget
    currency = named_currency(budget.currency, "budget") if budget else None
    try:
        project = create_project(
            acting_user=request.user,
            client=party or ensure_person_party(request.user),
            name=payload.name,
            notes=payload.notes,
            budget_minor=budget.amount_minor if budget else None,
            currency=currency,
        )
    except ValidationError as error:
        raise renamed(error, {"budget_minor": "budget"}) from error
    return Made(ProjectOut.of(contents_of(project)))


@router.get("/projects/{uuid:project_id}", response=answers(ProjectOut))
@fresh
def project_show(request: SignedInRequest, project_id: uuid.UUID):
    """A project of a party that you belong to, with its sessions and files, and what they take of the budget.
    Professionals do not see the projects of their clients."""
    return ProjectOut.of(contents_of(get_project_for(request.user, project_id)))


@router.get("/projects/{uuid:project_id}/links", response=answers(Page[ProjectLinkOut]))
@fresh
def project_link_list(request: SignedInRequest, project_id: uuid.UUID):
    """All links to a project of a party that you lead: those that work first, then the newest."""
    lines = links_of(get_led_project_for(request.user, project_id))
    return Page[ProjectLinkOut](items=[ProjectLinkOut.of(line.link) for line in lines], next=None)


@router.post("/projects/{uuid:project_id}/links", response=answers(ProjectLinkOut, status=201))
@once
def project_link_make(request: SignedInRequest, project_id: uuid.UUID, payload: ProjectLinkIn):
    """A link by which anyone can read a project. Its address is shown only now."""
    project = get_led_project_for(request.user, project_id)
    link, token = create_project_link(
        acting_user=request.user,
        project_id=project.pk,
        label=payload.label,
        expires_on=payload.expires_on,
        shows_budget=payload.shows_budget,
    )
    url = settings.SITE_URL + reverse("studio:shared_project", args=[token])
    return Made(ProjectLinkOut.of(link, url), secrets=("url",))


@router.delete("/projects/{uuid:project_id}/links/{uuid:link_id}", response=NOTHING)
def project_link_unmake(request: SignedInRequest, project_id: uuid.UUID, link_id: uuid.UUID):
    """Revoke a link: its address works no longer."""
    link = get_project_link_for(request.user, project_id, link_id)
    revoke_project_link(acting_user=request.user, link_id=link.pk)
    return Status(204, None)
