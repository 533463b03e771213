"""Projects of one's own parties: lists, pages, and what can be done there. Links lead to `shared_projects`."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import acting_parties, require_lead
from accounts.actions import ensure_person_party
from idempotency.forms import once_per_token
from studio.access import (
    get_led_project_for,
    get_project_file_for,
    get_project_for,
    get_project_link_for,
    get_session_for,
)
from studio.actions.projects import (
    add_project_files,
    archive_project,
    change_project,
    create_project,
    create_project_link,
    remove_project_file,
    revoke_project_link,
)
from studio.actions.sessions import set_project
from studio.forms.projects import (
    ProjectChoiceForm,
    ProjectFilesForm,
    ProjectForm,
    ProjectLinkForm,
    SessionChoiceForm,
)
from studio.models import Project
from studio.pages.projects import by_client, project_page
from studio.queries.projects import projects_for, projects_of
from studio.views.hearing import listen
from studio.views.sending import carry_out, unsent
from studio.views.sessions import shown as session_shown
from web.users import SignedInRequest


@login_required
@require_safe
def projects(request: SignedInRequest) -> HttpResponse:
    """The projects of all parties that one belongs to, by party."""
    return render(request, "studio/projects.html", {"groups": by_client(projects_of(request.user))})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def project_new(request: SignedInRequest) -> HttpResponse:
    """Make one, for a party that one leads or for oneself."""
    parties = acting_parties(request)
    form = ProjectForm.of_new(parties, request.POST or None, client=request.GET.get("client", ""))
    if request.method == "POST" and form.is_valid():
        slug = form.cleaned_data.get("client")
        client = next((mine.party for mine in parties if slug and mine.is_led and mine.party.slug == slug), None)
        made = form.act(
            create_project,
            acting_user=request.user,
            client=client or ensure_person_party(request.user),
            **form.project_fields(),
        )
        if made:
            return redirect("studio:project", made.pk)
    return render(request, "studio/project_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
@never_cache
def project(request: SignedInRequest, project_id: UUID) -> HttpResponse:
    """Its sessions, files and budget; for leaders its links too."""
    return _shown(request, get_project_for(request.user, project_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project_edit(request: SignedInRequest, project_id: UUID) -> HttpResponse:
    """Change what it is called and may cost."""
    found = get_led_project_for(request.user, project_id)
    form = ProjectForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changes = form.project_fields()
        if form.act(change_project, acting_user=request.user, project_id=found.pk, **changes):
            messages.success(request, _("Saved."))
            return redirect("studio:project", found.pk)
    context = {"form": form, "project": found}
    return render(request, "studio/project_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def project_do(request: SignedInRequest, project_id: UUID, is_archived: bool) -> HttpResponse:
    """Archive it, or take it up again."""
    found = get_led_project_for(request.user, project_id)
    archive_project(acting_user=request.user, project_id=found.pk, is_archived=is_archived)
    return redirect("studio:project", found.pk)


@login_required
@require_POST
def project_session_add(request: SignedInRequest, project_id: UUID) -> HttpResponse:
    """Put a session of the client into it."""
    found = get_led_project_for(request.user, project_id)
    form = SessionChoiceForm(request.POST, sessions=project_page(found, request.user).to_add)
    if form.is_valid():
        chosen = get_session_for(request.user, form.cleaned_data["session"])
        if form.act(set_project, acting_user=request.user, session_id=chosen.pk, project_id=found.pk):
            return redirect("studio:project", found.pk)
    return _shown(request, found, session_form=form, status=422)


@login_required
@require_POST
def project_session_remove(request: SignedInRequest, project_id: UUID, session_id: UUID) -> HttpResponse:
    """Take a session out of it; the session goes on."""
    found = get_led_project_for(request.user, project_id)
    if not found.sessions.filter(pk=session_id).exists():
        raise Http404
    set_project(acting_user=request.user, session_id=session_id, project_id=None)
    return redirect("studio:project", found.pk)


@login_required
@require_POST
def session_project(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Put a session into a project of its client, from the session's page."""
    found = get_session_for(request.user, session_id)
    require_lead(request.user, found.client)
    form = ProjectChoiceForm(request.POST, projects=projects_for(found))
    if form.is_valid():
        chosen = form.cleaned_data["project"]
        if form.act(set_project, acting_user=request.user, session_id=found.pk, project_id=chosen):
            return redirect("studio:session", found.pk)
    return session_shown(request, found, project_form=form, status=422)


@login_required
@require_POST
@never_cache
def project_files(request: SignedInRequest, project_id: UUID) -> HttpResponse:
    """Takes files of the project itself."""
    found = get_led_project_for(request.user, project_id)
    form = ProjectFilesForm(request.POST, request.FILES, auto_id="file_%s")
    status = carry_out(request, found.files.all(), form, lambda files, data: add_project_files(
        acting_user=request.user, project_id=found.pk, files=files
    ))  # fmt: skip
    if status == 302:
        return redirect("studio:project", found.pk)
    return _shown(request, found, files_form=form, status=status)


@login_required
@require_POST
def project_file_remove(request: SignedInRequest, project_id: UUID, file_id: UUID) -> HttpResponse:
    """Takes a file away."""
    get_led_project_for(request.user, project_id)
    remove_project_file(acting_user=request.user, file_id=get_project_file_for(request.user, project_id, file_id).pk)
    return redirect("studio:project", project_id)


@require_safe
@login_required
def project_heard(request: SignedInRequest, project_id: UUID, file_id: UUID, form: str) -> HttpResponseBase:
    """What is heard of a file of the project."""
    return listen(request, get_project_file_for(request.user, project_id, file_id).preview, form, is_marked=False)


@login_required
@require_POST
@never_cache
@once_per_token
def project_links(request: SignedInRequest, project_id: UUID) -> HttpResponse:
    """Makes a link and answers with its address, this one time."""
    found = get_led_project_for(request.user, project_id)
    form = ProjectLinkForm(request.POST, auto_id="link_%s")
    made = None
    if form.is_valid():
        made = form.act(create_project_link, acting_user=request.user, project_id=found.pk, **form.cleaned_data)
    if made is None:
        return _shown(request, found, link_form=form, status=422)
    link, token = made
    address = request.build_absolute_uri(reverse("studio:shared_project", args=[token]))
    return _shown(request, found, made=link, address=address)


@login_required
@require_POST
def project_link_revoke(request: SignedInRequest, project_id: UUID, link_id: UUID) -> HttpResponse:
    """Ends a link at once."""
    link = get_project_link_for(request.user, project_id, link_id)
    revoke_project_link(acting_user=request.user, link_id=link.pk)
    messages.success(request, _("The old link no longer works."))
    return redirect("studio:project", project_id)


def _shown(
    request: SignedInRequest, found: Project, *, status: int = 200, session_form: SessionChoiceForm | None = None,
    files_form: ProjectFilesForm | None = None, link_form: ProjectLinkForm | None = None, **more: object,
) -> HttpResponse:  # fmt: skip
    """The page of a project; a form given is one that was refused."""
    page = project_page(found, request.user)
    context = {
        "project": found,
        "page": page,
        "session_form": session_form or SessionChoiceForm(sessions=page.to_add),
        "files_form": files_form or ProjectFilesForm(auto_id="file_%s"),
        "link_form": link_form or ProjectLinkForm(auto_id="link_%s"),
        "unsent": unsent(request, files_form),
        **more,
    }
    return render(request, "studio/project.html", context, status=status)
