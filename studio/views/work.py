"""The files and mixes of a session, and what is said about them."""

import secrets
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from idempotency.forms import once_per_token
from media.access import files_address
from studio.access import (
    folders_for,
    get_comment_for,
    get_mix_for,
    get_session_file_for,
    get_session_for,
    may_have_original,
    rights_in,
    side_in,
)
from studio.actions.work import (
    add_files,
    add_mix,
    answer_comment,
    comment_mix,
    remove_comment,
    remove_file,
    resolve_comment,
)
from studio.forms.work import AnswerForm, CommentForm, FilesForm, MixForm
from studio.models import Mix, Session
from studio.pages.work import files_page, mix_page
from studio.states import Folder, Side
from studio.views.acting import act_by_form, refusals_as_messages
from studio.views.hearing import listen
from studio.views.sending import carry_out, unsent
from web.identifiers import parse_uuid
from web.security import page_policy
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def session_files(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """The folders and mixes of a session; takes files for a folder."""
    session = get_session_for(request.user, session_id)
    if request.method != "POST":
        return _shown(request, session)
    if side_in(request.user, session) is None:
        raise PermissionDenied
    form = FilesForm(request.POST, request.FILES, folders=folders_for(request.user, session))
    status = carry_out(request, session.files.all(), form, lambda files, data: add_files(
        acting_user=request.user, session_id=session.pk, folder=data["folder"], files=files
    ))  # fmt: skip
    if status == 302:
        return redirect("studio:session_files", session.pk)
    return _shown(request, session, files_form=form, status=status)


@require_POST
@login_required
def session_mix_new(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """Takes the next mix of a title."""
    session = get_session_for(request.user, session_id)
    if side_in(request.user, session) != Side.PROFESSIONAL:
        raise PermissionDenied
    form = MixForm(request.POST, request.FILES, auto_id="mix_%s")
    status = carry_out(request, session.files.all(), form, lambda files, data: add_mix(
        acting_user=request.user, session_id=session.pk, title=data["title"], note=data["note"],
        file=files[0] if len(files) == 1 else None,
    ))  # fmt: skip
    if status == 302:
        return redirect("studio:session_files", session.pk)
    return _shown(request, session, mix_form=form, status=status)


def _shown(
    request: SignedInRequest, session: Session, *, files_form: FilesForm | None = None, mix_form: MixForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    page = files_page(get_session_for(request.user, session.pk) if status != 200 else session, request.user)
    context = {
        "session": page.session,
        "page": page,
        "files_form": files_form or FilesForm(folders=page.folders),
        "mix_form": mix_form or MixForm(auto_id="mix_%s"),
        "unsent": unsent(request, files_form or mix_form),
        "is_mix": mix_form is not None,
    }
    return render(request, "studio/session_files.html", context, status=status)


@require_POST
@login_required
def session_file_remove(request: SignedInRequest, session_id: UUID, file_id: UUID) -> HttpResponse:
    """Takes a file away."""
    file = get_session_file_for(request.user, session_id, file_id)
    with refusals_as_messages(request):
        remove_file(acting_user=request.user, file_id=file.pk)
    return redirect("studio:session_files", session_id)


@require_safe
@login_required
def session_folder(request: SignedInRequest, session_id: UUID, folder: str) -> HttpResponse:
    """All files of a folder that the reader may have, as a ZIP."""
    session = get_session_for(request.user, session_id)
    if folder not in Folder.values:
        raise Http404
    found = session.files.filter(folder=folder).select_related("file")
    files = [each.file for each in found if may_have_original(request.user, each, session)]
    if not files:
        raise Http404
    name = f"{slugify(session.name)[:60] or 'session'}-{folder}.zip"
    return redirect(files_address(files, rights_in(request.user, session), name))


@require_safe
@login_required
def session_heard(request: SignedInRequest, session_id: UUID, file_id: UUID, form: str) -> HttpResponseBase:
    """What is heard of a file: marked for the client until they have accepted the work."""
    file = get_session_file_for(request.user, session_id, file_id)
    is_marked = not may_have_original(request.user, file, file.session)
    return listen(request, file.preview, form, is_marked=is_marked)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@once_per_token
def mix(request: SignedInRequest, mix_id: UUID) -> HttpResponse:
    """A mix to listen to, alone or beside another, with what was said about it; takes comments."""
    found = get_mix_for(request.user, mix_id)
    form = CommentForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if side_in(request.user, found.session) is None:
            raise PermissionDenied
        status, made = act_by_form(form, lambda data: comment_mix(
            acting_user=request.user, mix_id=found.pk, at_ms=data["at_ms"], text=data["text"]
        ))  # fmt: skip
        if made:
            return redirect(f"{_address(request, found)}#comment-{made.pk}")
    return _mix_shown(request, found, form=form, status=status)


def _mix_shown(request: SignedInRequest, found: Mix, *, form: CommentForm | None = None, answer=None, status=200):
    nonce = secrets.token_urlsafe(16)
    context = {
        "page": mix_page(found, _other(request, found), request.user),
        "mix": found,
        "session": found.session,
        "form": form if form is not None else CommentForm(),
        "answer_form": AnswerForm(auto_id=False),
        "refused": answer,
        "nonce": nonce,
        "title": _("Mix"),
    }
    response = render(request, "studio/mix.html", context, status=status)
    response["Content-Security-Policy"] = page_policy(style_nonce=nonce)
    return response


def _other(request: SignedInRequest, found: Mix) -> Mix | None:
    """The mix of the same session that the address names, to compare with."""
    pk = parse_uuid(request.GET.get("with", ""))
    mixes = Mix.objects.select_related("session_file__file", "session_file__preview")
    return mixes.filter(pk=pk, session=found.session_id).exclude(pk=found.pk).first() if pk else None


def _address(request: SignedInRequest, found: Mix) -> str:
    other = _other(request, found)
    return reverse("studio:mix", args=[found.pk]) + (f"?with={other.pk}" if other else "")


@require_POST
@login_required
@once_per_token
def comment_answer(request: SignedInRequest, comment_id: UUID) -> HttpResponse:
    """Takes an answer to a comment."""
    comment = get_comment_for(request.user, comment_id)
    form = AnswerForm(request.POST)
    status, made = act_by_form(form, lambda data: answer_comment(
        acting_user=request.user, comment_id=comment.pk, text=data["text"]
    ))  # fmt: skip
    if made:
        return redirect(f"{_address(request, comment.mix)}#comment-{comment.answer_to_id or comment.pk}")
    return _mix_shown(request, comment.mix, answer=(comment.answer_to_id or comment.pk, form), status=status)


@require_POST
@login_required
def comment_do(request: SignedInRequest, comment_id: UUID, deed: str) -> HttpResponse:
    """Resolves a comment, opens it again, or takes it back."""
    comment = get_comment_for(request.user, comment_id)
    place = _address(request, comment.mix)
    with refusals_as_messages(request):
        if deed == "remove":
            remove_comment(acting_user=request.user, comment_id=comment.pk)
        else:
            resolve_comment(acting_user=request.user, comment_id=comment.pk, is_resolved=deed == "resolve")
            place = f"{place}#comment-{comment.pk}"
    return redirect(place)
