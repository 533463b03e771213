"""Leaving a band or a venue, closing it, and leaving the site: asked once, naming all that ends or lacks a player."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can_close, can_remove, get_own_party_for, get_teammate_for, my_parties
from accounts.errors import LastOwner
from accounts.models import Party
from accounts.queries import is_last_leader
from accounts.sign_in.fresh import has_just_signed_in
from accounts.states import Role
from departures.actions import close_account, close_party, leave_team
from departures.actions.exports import request_export
from departures.forms import CloseForm, DeleteAccountForm, SuccessorForm
from departures.models import DataExport
from departures.pages.leaving import what_ends
from departures.queries import affairs_of, gigs_lost_by, heirs_of, led_alone
from departures.queries.exports import last_export
from media.files.storages import originals
from studio.queries.sessions import work_of
from web.texts import isolated_words
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def member_remove(request: SignedInRequest, slug: str, user_id: UUID) -> HttpResponse:
    """Remove somebody, or leave. First lists the gigs that will lack them. The last owner hands the party over."""
    party = get_own_party_for(request.user, slug)
    leaver = get_teammate_for(request.user, party, user_id)
    if not can_remove(request.user, party, leaver):
        raise PermissionDenied
    is_last = leaver == request.user and is_last_leader(leaver, party)
    heirs = heirs_of(party, leaver) if is_last else []
    form = SuccessorForm(_posted(request), heirs=heirs) if heirs else None
    if request.method == "POST" and (form is None or form.is_valid()):
        successor = form.cleaned_data["successor"] if form else None
        leave_team(acting_user=request.user, party=party, leaver=leaver, successor=successor)
        return _left(request, party, leaver)
    context = {
        "party": party,
        "leaver": leaver,
        "gigs": [] if is_last and not heirs else gigs_lost_by(leaver, [party], now()),
        "sessions": [] if is_last and not heirs else work_of(leaver, [party]),
        "is_last": is_last,
        "form": form,
        "affairs": affairs_of([party], now()) if is_last else None,
    }
    return render(request, "departures/member_remove.html", context, status=422 if form and form.errors else 200)


def _posted(request: SignedInRequest) -> QueryDict | None:
    """The POST data, even if empty; None for a GET."""
    return request.POST if request.method == "POST" else None


def _left(request: SignedInRequest, party: Party, leaver: object) -> HttpResponse:
    if leaver == request.user:
        messages.success(request, _("You’ve left %(party)s.") % isolated_words({"party": str(party)}))
        return redirect("accounts:you")
    messages.success(
        request, _("%(name)s has left %(party)s.") % isolated_words({"name": str(leaver), "party": str(party)})
    )
    return redirect("accounts:team", party.slug)


@require_POST
@login_required
def role_end(request: HttpRequest, slug: str, user_id: UUID) -> HttpResponse:
    """Take one role from a teammate, or lay it down."""
    party = get_own_party_for(request.user, slug)
    teammate = get_teammate_for(request.user, party, user_id)
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise BadRequest("no such role")
    leave_team(acting_user=request.user, party=party, leaver=teammate, role=role)
    return redirect("accounts:team", party.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def party_close(request: SignedInRequest, slug: str) -> HttpResponse:
    """Close a band, a venue or an agency for good; first say everything that ends with it."""
    party = get_own_party_for(request.user, slug)
    if not can_close(request.user, party):
        raise PermissionDenied
    form = CloseForm(_posted(request), party=party)
    if request.method == "POST" and form.is_valid():
        close_party(acting_user=request.user, party=party)
        messages.success(request, _("%(party)s is closed.") % isolated_words({"party": str(party)}))
        return redirect("accounts:you")
    context = {"party": party, "form": form, "affairs": affairs_of([party], now())}
    return render(request, "departures/party_close.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: SignedInRequest) -> HttpResponse:
    """The copy of one's own data: how far it is, where to fetch it. Asking for one takes a fresh sign-in."""
    if request.method == "POST":
        return _request_export(request)
    return render(request, "departures/export.html", _export_context(request))


@login_required
@never_cache
@require_safe
def export_panel(request: SignedInRequest) -> HttpResponse:
    """How far it is, for a page that waits; without htmx, the page around it."""
    if not request.htmx:
        return redirect("departures:export")
    return render(request, "departures/_export_panel.html", _export_context(request))


@login_required
@never_cache
@require_safe
def export_file(request: SignedInRequest, export_id: UUID) -> HttpResponseBase:
    """The ZIP, for its owner, after a fresh sign-in, for as long as it is kept."""
    found = last_export(request.user)
    if found is None or found.pk != export_id or not found.is_open(now()):
        raise Http404
    return _send_export(request, found)


@reauthentication_required
def _request_export(request: SignedInRequest) -> HttpResponse:
    if has_just_signed_in(request):
        request_export(acting_user=request.user)
    else:
        _ask_to_sign_in_again(request)
    return redirect("departures:export")


@reauthentication_required
def _send_export(request: SignedInRequest, found: DataExport) -> HttpResponseBase:
    if not has_just_signed_in(request):
        _ask_to_sign_in_again(request)
        return redirect("departures:export")
    return FileResponse(
        originals().open(found.file), as_attachment=True, filename=f"stageslot-{found.created_at:%Y-%m-%d}.zip"
    )


def _ask_to_sign_in_again(request: SignedInRequest) -> None:
    messages.warning(request, _("Sign out and in again first: your data is for you alone."))


def _export_context(request: SignedInRequest) -> dict[str, object]:
    found = last_export(request.user)
    return {"found": found, "is_open": found is not None and found.is_open(now())}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account_delete(request: SignedInRequest) -> HttpResponse:
    """Delete the account. First lists what is lost and what becomes of the rest."""
    alone = led_alone(request.user)
    form = DeleteAccountForm(_posted(request), user=request.user, parties=alone)
    if request.method == "POST" and form.is_valid():
        try:
            close_account(acting_user=request.user, successors=form.successors, closing=form.closing)
        except LastOwner as refusal:
            form.add_error(None, refusal.detail)
        else:
            logout(request)
            messages.success(request, _("Account deleted."))
            return redirect("/")
    context = {"form": form, "parties": my_parties(request)} | what_ends(request.user, alone, set(form.heirs))
    return render(request, "departures/account_delete.html", context, status=422 if form.errors else 200)
