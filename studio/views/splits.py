"""Parts of what a professional earns: its leaders offer them, payees answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import acting_parties
from accounts.errors import InviteGone
from idempotency.forms import once_per_token
from studio.access import get_led_professional_for, get_split_for, get_taken_split_for
from studio.actions import answer_split, end_split, leave_split, offer_split, take_split
from studio.forms.money import SplitForm, TakeSplitForm
from studio.pages.splits import currency_of, example_for, say_example, split_groups, taken_lines
from studio.queries.splits import find_split, is_split_open
from studio.views.acting import refusals_as_messages
from studio.words.splits import say_part
from web.errors import Refusal
from web.users import SignedInRequest

GET_OR_POST = ["GET", "HEAD", "POST"]


@login_required
@never_cache
@require_http_methods(GET_OR_POST)
@once_per_token
def splits(request: SignedInRequest, slug: str) -> HttpResponse:
    """All parts that are offered or given, and a form for one more; after an offer by a link its address, this one
    time."""
    professional = get_led_professional_for(request.user, slug)
    form = SplitForm(request.POST or None, professional=professional, user=request.user)
    link = ""
    if request.method == "POST" and form.is_valid():
        made = form.act(offer_split, acting_user=request.user, professional=professional, **form.offer())
        if made and not made[1]:
            messages.success(request, _("Split offered. It applies once they accept."))
            return redirect("studio:splits", slug)
        if made:
            link = request.build_absolute_uri(reverse("studio:split_take", args=[made[1]]))
            form = SplitForm(professional=professional, user=request.user)
    context = {"party": professional.party, "groups": split_groups(professional), "form": form, "link": link}
    return render(request, "studio/splits.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
@once_per_token
def split_end(request: SignedInRequest, slug: str, split_id: UUID) -> HttpResponse:
    """Gives a part no more."""
    split = get_split_for(request.user, slug, split_id)
    end_split(acting_user=request.user, split_id=split.pk)
    messages.success(request, _("Split ended. Earlier payments stay as shared."))
    return redirect("studio:splits", slug)


@login_required
@require_safe
def splits_taken(request: SignedInRequest) -> HttpResponse:
    """The parts that one's parties were offered or have."""
    return render(request, "studio/splits_taken.html", {"lines": taken_lines(request.user)})


@login_required
@require_POST
@once_per_token
def split_do(request: SignedInRequest, split_id: UUID, deed: str) -> HttpResponse:
    """Accepts or declines a part, or leaves it."""
    split = get_taken_split_for(request.user, split_id)
    told = {"acting_user": request.user, "split_id": split.pk}
    with refusals_as_messages(request):
        if deed == "leave":
            leave_split(**told)
        else:
            answer_split(**told, accepts=deed == "accept")
    return redirect("studio:splits_taken")


@never_cache
@require_http_methods(GET_OR_POST)
def split_take(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link to a part. It works signed out; looking at it changes nothing."""
    split = find_split(token)
    if split is None or not is_split_open(split, now()):
        return _gone(request)
    form = TakeSplitForm(request.POST or None, parties=acting_parties(request))
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.path)
        if form.is_valid():
            try:
                taken = form.act(take_split, acting_user=request.user, token=token, party=form.payee())
            except InviteGone:
                return _gone(request)
            except Refusal as refusal:
                form.add_error(None, str(refusal.detail))
                taken = None
            if taken:
                messages.success(request, _("Accepted."))
                return redirect("studio:splits_taken")
    currency = currency_of(split)
    context = {
        "split": split, "party": split.professional.party, "form": form, "part": say_part(split),
        "example": example_for(split, currency), "whole": say_example(currency),
    }  # fmt: skip
    return render(request, "studio/split_take.html", context, status=422 if form.errors else 200)


def _gone(request: HttpRequest) -> HttpResponse:
    context = {"refusal": InviteGone(), "party": None, "path": ""}
    return render(request, "accounts/join_gone.html", context, status=InviteGone.status)
