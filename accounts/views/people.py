"""The person: after signing up, and their profile. Leaving for good is in `bookings`, which knows what is lost."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import acting_parties
from accounts.actions import update_profile
from accounts.forms import NudgeSettingsForm, ProfileForm
from accounts.queries import person_party
from web.dates import weekday_names

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
    form = _profile_form(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = form.act(update_profile, acting_user=user, **form.changes(form.cleaned_data))
        if saved:
            messages.success(request, _("Saved."))
            response = redirect("accounts:you")
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                saved.language,
                max_age=LANGUAGE_SECONDS,
                samesite="Lax",
                secure=settings.LANGUAGE_COOKIE_SECURE,
            )
            return response
    return you_page(request, form=form, status=422 if form.errors else 200)


def you_page(request, *, form=None, nudge_form=None, status=200):
    """The page itself, with a form that somebody has to look at again."""
    user = request.user
    context = {
        "form": form or _profile_form(user),
        "nudge_form": nudge_form or NudgeSettingsForm.of(user),
        "language_name": dict(settings.LANGUAGES).get(user.language, ""),
        "nudge_words": _say_nudge(user),
        "own_party": person_party(user),
        "has_solo_act": any(mine.party.soloist_id == user.pk for mine in acting_parties(request)),
    }
    return render(request, "accounts/you.html", context, status=status)


def _say_nudge(user) -> str:
    if user.nudge_weekday is None:
        return _("Never")
    return f"{weekday_names()[user.nudge_weekday][1]}, {user.nudge_time:%H:%M}"


def _profile_form(user, data=None) -> ProfileForm:
    return ProfileForm(data, initial={"name": user.name, "timezone": user.timezone, "language": user.language})
