"""A venue's house rules, and the rooms that its stages are made of."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from holds.access.permissions import permissions_of
from holds.actions import set_parts, set_policy
from holds.forms.policies import FIELD_OF, HousePolicyForm, StageRoomsForm
from holds.states import PermissionState
from venues.access import get_led_venue_for, get_stage_for
from venues.queries.policies import policy_of
from web.errors import Refusal
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def policy_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who may hold, for how long, what a challenge is, what happens after a cancellation and what it costs. "Add
    line" shows the form with another row and stores nothing."""
    venue = get_led_venue_for(request.user, slug)
    if request.method != "POST":
        return _page(request, venue, HousePolicyForm.of(policy_of(venue)))
    form = HousePolicyForm.of(policy_of(venue), request.POST)
    if request.POST.get("add") == "tier":
        return _page(request, venue, form, status=200 if form.is_valid() else 422)
    if form.is_valid():
        try:
            set_policy(acting_user=request.user, venue=venue, **form.rules())
            messages.success(request, _("Saved. The rules apply from now on; existing agreements stay."))
            return redirect("holds:policy_edit", venue.party.slug)
        except ValidationError as error:
            add_errors(form, error, FIELD_OF)
    return _page(request, venue, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def stage_rooms(request: HttpRequest, stage_id: UUID) -> HttpResponse:
    """Which other stages a stage is made of: whoever has it has them all."""
    stage = get_stage_for(request.user, stage_id)
    form = StageRoomsForm(request.POST if request.method == "POST" else None, stage=stage)
    status, refusal = 200, None
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                set_parts(acting_user=request.user, stage=stage, parts=form.cleaned_data["parts"])
                messages.success(request, _("Saved."))
                return redirect("venues:stages", stage.venue.party.slug)
        except ValidationError as error:
            add_errors(form, error, {})
        except Refusal as refused:
            refusal, status = say_refusal(refused, stage.venue.party.timezone), refused.status
    context = {"stage": stage, "party": stage.venue.party, "form": form, "refusal": refusal}
    return render(request, "holds/stage_rooms.html", context, status=status)


def _page(request: HttpRequest, venue, form: HousePolicyForm, *, status: int = 200) -> HttpResponse:
    context = {
        "venue": venue,
        "party": venue.party,
        "form": form,
        "is_leader": True,
        "asked": permissions_of(venue.pk, [PermissionState.ASKED]),
        "answered": permissions_of(venue.pk, [PermissionState.GRANTED, PermissionState.REFUSED]),
    }
    return render(request, "holds/policy_edit.html", context, status=status)
