"""The page behind an invite link. It works signed out; looking at it changes nothing."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import get_invite_by_token, is_member
from accounts.actions import accept_invite
from accounts.errors import InviteGone
from accounts.forms import JoinForm
from accounts.queries import is_open, party_path
from web.texts import isolated_words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, token):
    """Who invites and as what; signed in, a form to say yes."""
    invite = get_invite_by_token(token)
    if invite is None or not is_open(invite, now()):
        return _gone(request, invite)
    asks_name = request.user.is_authenticated and not request.user.name
    form = JoinForm(request.POST or None, role=invite.role, asks_name=asks_name)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if form.is_valid():
            try:
                membership = form.act(accept_invite, acting_user=request.user, token=token, **form.cleaned_data)
            except InviteGone:
                return _gone(request, invite)
            if membership:
                messages.success(request, _("Welcome to %(party)s.") % isolated_words({"party": membership.party.name}))
                return redirect(party_path(membership.party) or "accounts:you")
    context = {
        "invite": invite,
        "party": invite.party,
        "form": form,
        "is_member": is_member(request.user, invite.party),
    }
    return render(request, "accounts/join.html", context, status=422 if form.errors else 200)


def _gone(request, invite):
    """Over; who got in already is shown the way."""
    party = invite.party if invite and is_member(request.user, invite.party) else None
    context = {"refusal": InviteGone(), "party": party, "path": party_path(party) if party else ""}
    return render(request, "accounts/join_gone.html", context, status=InviteGone.status)
