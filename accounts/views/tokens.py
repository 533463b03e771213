"""Tokens for programs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import get_api_token_for
from accounts.actions import create_api_token, revoke_api_token
from accounts.forms import TokenForm
from accounts.sign_in.announcing import announce


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request):
    """One's tokens; making one answers with its secret, this one time."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        made = form.act(create_api_token, acting_user=request.user, **form.cleaned_data)
        if made:
            announce(request, request.user, "token_created", token=made[0])
            form, secret = TokenForm(), made[1]
    context = {"form": form, "secret": secret, "tokens": request.user.api_tokens.filter(revoked_at=None)}
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def token_revoke(request, token_id):
    """End a token at once."""
    revoke_api_token(acting_user=request.user, token=get_api_token_for(request.user, token_id))
    messages.success(request, _("Token revoked."))
    return redirect("accounts:tokens")
