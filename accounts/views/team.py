"""Who belongs to a band or a venue, and the links by which others join. Leaving is in `bookings`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import (
    can_lead,
    can_own,
    get_invite_for,
    get_led_party_for,
    get_membership_for,
    get_own_party_for,
    get_teammate_for,
)
from accounts.actions import (
    add_membership,
    create_invite,
    revoke_invite,
    update_membership,
)
from accounts.forms import InviteForm, MembershipForm
from accounts.queries import open_invites, teammates
from accounts.sign_in.letters import send_invite
from accounts.states import Role
from web.limits import TooManyRequests, count_request

LETTERS_A_MINUTE = 10


@login_required
@require_safe
def team(request, slug):
    """The people with their roles and, for leaders, the invite links."""
    return _page(request, get_own_party_for(request.user, slug))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite_new(request, slug):
    """Make a link; the answer shows its address, this one time."""
    party = get_led_party_for(request.user, slug)
    if request.method != "POST":
        return _page(request, party)
    form = InviteForm(request.POST, party=party, is_owner=can_own(request.user, party))
    made = _invite(request, party, form) if form.is_valid() else None
    if made is None:
        return _page(request, party, invite_form=form, status=422)
    invite, token = made
    link = request.build_absolute_uri(reverse("accounts:join", args=[token]))
    email = form.cleaned_data["email"]
    if email:
        send_invite(email, invite, request.user, link)
        messages.success(request, _("Invitation sent to %(email)s.") % {"email": email})
    return _page(request, party, link=link)


def _invite(request, party, form):
    """The invite and its token; None where something is wrong, which the form then says."""
    terms = {name: value for name, value in form.cleaned_data.items() if name != "email"}
    if form.cleaned_data["email"]:
        try:
            count_request(f"invitations:{request.user.pk}", LETTERS_A_MINUTE)
        except TooManyRequests:
            form.add_error("email", _("You’ve sent many invitations. Wait a minute."))
            return None
    return form.act(create_invite, acting_user=request.user, party=party, **terms)


@login_required
@require_POST
def invite_revoke(request, slug, invite_id):
    """End a link; who has joined stays."""
    party = get_led_party_for(request.user, slug)
    revoke_invite(acting_user=request.user, invite=get_invite_for(request.user, party, invite_id))
    messages.success(request, _("Link revoked."))
    return redirect("accounts:team", party.slug)


@login_required
@require_POST
def role_add(request, slug, user_id):
    """Give a teammate one role more."""
    party = get_own_party_for(request.user, slug)
    teammate = get_teammate_for(request.user, party, user_id)
    add_membership(acting_user=request.user, party=party, user=teammate, role=_role(request))
    return redirect("accounts:team", party.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def membership_edit(request, slug):
    """What I play, and whether my time may be promised."""
    party = get_own_party_for(request.user, slug)
    membership = get_membership_for(request.user, party)
    initial = MembershipForm.initial_of(membership)
    form = MembershipForm(request.POST or None, role=membership.role, is_alone=party.is_solo, initial=initial)
    saved = None
    if form.is_valid():
        named = {"acting_user": request.user, "membership": membership}
        saved = form.act(update_membership, **named, **form.changes(form.cleaned_data))
    if saved:
        messages.success(request, _("Saved."))
        return redirect("accounts:team", party.slug)
    context = {"party": party, "form": form}
    return render(request, "accounts/membership_edit.html", context, status=422 if form.errors else 200)


def _page(request, party, *, invite_form=None, link="", status=200):
    is_leader, is_owner = can_lead(request.user, party), can_own(request.user, party)
    context = {
        "party": party,
        "teammates": teammates(party),
        "is_leader": is_leader,
        "is_owner": is_owner,
        "invites": open_invites(party, now()) if is_leader else [],
        "invite_form": invite_form or InviteForm(party=party, is_owner=is_owner),
        "link": link,
    }
    return render(request, "accounts/team.html", context, status=status)


def _role(request) -> str:
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise BadRequest("no such role")
    return role
