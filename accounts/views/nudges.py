"""The question about a calendar that has aged: answered with one tap, from a mail without signing in, too."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import has_never_spoken, opened_by_nudge_token
from accounts.actions import answer_nudge, save_nudge_settings
from accounts.errors import NudgeOver
from accounts.forms import NudgeForm, NudgeSettingsForm
from accounts.models import User
from accounts.queries.nudges import in_words, rhythm_of
from accounts.states import NudgeAnswer
from accounts.views.people import you_page
from notifications.emails import as_read_by
from web.dates import say_day
from web.users import SignedInRequest


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nudge(request: SignedInRequest) -> HttpResponse:
    """One's own usual week, and a button for each answer."""
    return _page(request, request.user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nudge_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The same behind a mail's link, whoever is signed in: the link opens a page, only its buttons act."""
    try:
        user = opened_by_nudge_token(token)
    except NudgeOver as refusal:
        return render(request, "accounts/nudge_over.html", {"refusal": refusal}, status=refusal.status)
    with as_read_by(user):
        return _page(request, user)


def _page(request: HttpRequest, user: User) -> HttpResponse:
    form, thanks = NudgeForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        answer = NudgeAnswer(form.cleaned_data["answer"])
        last = form.act(answer_nudge, acting_user=user, answer=answer)
        if not form.errors:
            thanks = _("We won’t remind you any more. You can change that under “You”.")
            if last is not None:
                thanks = _("Thanks. Your bands can see your availability until %(day)s.") % {"day": say_day(last)}
    rhythm = None if thanks else rhythm_of(user, now())
    context = {
        "asked": user,
        "is_first": has_never_spoken(user),
        "form": form,
        "thanks": thanks,
        "usual_days": in_words(rhythm) if rhythm else [],
        "answers": [answer for answer in NudgeAnswer if rhythm or answer != NudgeAnswer.RHYTHM],
    }
    return render(request, "accounts/nudge.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def nudge_settings(request: SignedInRequest) -> HttpResponse:
    """When to be asked, or never."""
    form = NudgeSettingsForm.of(request.user, request.POST)
    if form.is_valid():
        save_nudge_settings(acting_user=request.user, **form.changes(form.cleaned_data))
        messages.success(request, _("Saved."))
        return redirect("accounts:you")
    return you_page(request, nudge_form=form, status=422)
