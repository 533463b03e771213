"""Leaving a band or a venue, and leaving for good: asked once, naming the gigs that will lack a player."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import can_remove, get_own_party_for, get_teammate_for, my_parties
from accounts.errors import LastOwner
from accounts.forms import DeleteAccountForm
from accounts.models import Party
from accounts.states import Role
from bookings.actions import close_account, leave_team
from bookings.queries import gigs_lost_by, requests_of
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def member_remove(request: HttpRequest, slug: str, user_id: UUID) -> HttpResponse:
    """Remove somebody, or leave; first say what they will be missing from."""
    party = get_own_party_for(request.user, slug)
    leaver = get_teammate_for(request.user, party, user_id)
    if not can_remove(request.user, party, leaver):
        raise PermissionDenied
    if request.method != "POST":
        context = {"party": party, "leaver": leaver, "gigs": gigs_lost_by(leaver, [party], now())}
        return render(request, "bookings/member_remove.html", context)
    leave_team(acting_user=request.user, party=party, leaver=leaver)
    if leaver == request.user:
        messages.success(request, _("You have left %(party)s.") % {"party": party})
        return redirect("accounts:you")
    messages.success(request, _("%(name)s has left %(party)s.") % {"name": leaver, "party": party})
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
def account_delete(request: SignedInRequest) -> HttpResponse:
    """Ask once, naming what is lost, then leave for good."""
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            close_account(acting_user=request.user)
        except LastOwner as refusal:
            form.add_error(None, refusal.detail)
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("/")
    mine = list(Party.objects.of(request.user))
    context = {
        "form": form,
        "parties": my_parties(request),
        "gigs": gigs_lost_by(request.user, mine, now()),
        "requests": requests_of(request.user, mine),
    }
    return render(request, "bookings/account_delete.html", context, status=422 if form.errors else 200)
