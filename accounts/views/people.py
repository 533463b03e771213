"""The person: after signing up, their profile, and leaving."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import my_parties
from accounts.actions import delete_account, update_profile
from accounts.errors import LastOwner
from accounts.forms import DeleteAccountForm, ProfileForm

LANGUAGE_SECONDS = 365 * 24 * 60 * 60


@login_required
@require_safe
def welcome(request):
    """The first page after signing up: what brings you here?"""
    return render(request, "accounts/welcome.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def you(request):
    """The profile, and the ways to everything that is one's own."""
    user = request.user
    initial = {"name": user.name, "timezone": user.timezone, "language": user.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = form.act(update_profile, acting_user=user, **form.cleaned_data)
        if saved:
            messages.success(request, _("Saved."))
            response = redirect("accounts:you")
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, saved.language, max_age=LANGUAGE_SECONDS, samesite="Lax")
            return response
    return render(request, "accounts/you.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_delete(request):
    """Ask once, naming what is lost, then leave for good."""
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            delete_account(acting_user=request.user)
        except LastOwner as refusal:
            form.add_error(None, refusal.detail)
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("/")
    context = {"form": form, "parties": my_parties(request)}
    return render(request, "accounts/account_delete.html", context, status=422 if form.errors else 200)
