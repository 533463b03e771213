"""Pages of a venue's own people. Its public page is in `discovery`, its desk in `bookings`."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can_lead
from accounts.forms import PhotoForm
from idempotency.forms import once_per_token
from venues.access import get_led_venue_for, get_own_venue_for, get_stage_for, get_stage_photo_for
from venues.actions import (
    add_stage_photo,
    close_stage,
    create_stage,
    create_venue,
    remove_stage,
    remove_stage_photo,
    reopen_stage,
    update_stage,
    update_venue,
)
from venues.errors import StageInUse
from venues.forms import ClosureForm, NewVenueForm, StageFactsForm, StageForm, VenueForm
from venues.hooks import OnTheClock
from venues.queries import stages as stages_of
from venues.queries.clocks import standing_on
from venues.queries.closures import closures_of
from venues.queries.stages import is_removable
from web.dates import say_day
from web.errors import Refusal
from web.texts import isolated, isolated_words


@login_required(login_url="account_signup")
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def venue_new(request):
    """Make a venue; its stages come next."""
    form = NewVenueForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"timezone": form.zone_for(request.user)}
        made = form.act(create_venue, acting_user=request.user, **data)
        if made:
            return redirect("venues:stages", made.party.slug)
    return render(request, "venues/venue_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def venue_edit(request, slug):
    """What the venue's page says."""
    venue = get_led_venue_for(request.user, slug)
    form = VenueForm.of(venue, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = _save_venue(request, form, venue)
        if saved:
            messages.success(request, _("Saved."))
            return redirect("venues:venue_edit", saved.party.slug)
    context = {"venue": venue, "party": venue.party, "form": form}
    return render(request, "venues/venue_edit.html", context, status=422 if form.errors else 200)


def _save_venue(request, form, venue):
    """The venue as it is then, or None with what is wrong at the form: what exists may stand in its own way."""
    try:
        return form.act(update_venue, acting_user=request.user, venue=venue, **form.venue_fields())
    except Refusal as refusal:
        form.add_error("existing" if "existing" in form.fields else None, str(refusal.detail))
        return None


@login_required
@require_safe
def stages(request, slug):
    """The venue's home for its team: its stages, and what to do next."""
    venue = get_own_venue_for(request.user, slug)
    if venue.party.slug != slug:
        return redirect("venues:stages", venue.party.slug, permanent=True)
    return _stages_page(request, venue, StageForm())


@login_required
@require_POST
@once_per_token
def stage_new(request, slug):
    """Add a stage."""
    venue = get_led_venue_for(request.user, slug)
    form = StageForm(request.POST)
    if (
        form.is_valid()
        and form.act(create_stage, acting_user=request.user, venue=venue, **form.cleaned_data) is not None
    ):
        return redirect("venues:stages", venue.party.slug)
    return _stages_page(request, venue, form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_edit(request, stage_id):
    """What a stage is called, how many it holds, and what it is like; with its pictures."""
    stage = get_stage_for(request.user, stage_id)
    form = StageFactsForm.of(stage, request.POST or None)
    if form.is_valid() and form.act(update_stage, acting_user=request.user, stage=stage, **form.terms()) is not None:
        messages.success(request, _("Saved."))
        return redirect("venues:stages", stage.venue.party.slug)
    return _stage_page(request, stage, form, PhotoForm(), status=422 if form.errors else 200)


@login_required
@require_POST
@once_per_token
def stage_close(request, stage_id):
    """Close a stage for some nights."""
    stage = get_stage_for(request.user, stage_id)
    form = ClosureForm(request.POST)
    said = form.cleaned_data if form.is_valid() else None
    if said and form.act(close_stage, acting_user=request.user, stage=stage, **said) is not None:
        messages.success(request, _closed_words(standing_on(stage, said["first"], said["last"])))
        return redirect("venues:stage_edit", stage.pk)
    return _stage_page(request, stage, StageFactsForm.of(stage), PhotoForm(), closure_form=form, status=422)


def _closed_words(standing: Sequence[OnTheClock]) -> str:
    """What was closed, and by name what stands there already."""
    if not standing:
        return _("Nights closed.")
    waiting = _("acts are booked or waiting")
    names = [
        f"{line.kind} {isolated(line.name)}, {say_day(line.night)}" + (f" ({waiting})" if line.is_agreed else "")
        for line in standing
    ]
    return _("Nights closed. Existing shows and holds stay: %(names)s.") % {"names": "; ".join(names)}


@login_required
@require_POST
def stage_reopen(request, stage_id, closure_id):
    """Take a closure back; nothing happens where it is gone already."""
    stage = get_stage_for(request.user, stage_id)
    reopen_stage(acting_user=request.user, stage=stage, closure_id=closure_id)
    messages.success(request, _("Nights reopened."))
    return redirect("venues:stage_edit", stage.pk)


@login_required
@require_POST
@once_per_token
def stage_remove(request, stage_id):
    """Remove a stage on which nothing stands."""
    stage = get_stage_for(request.user, stage_id)
    try:
        remove_stage(acting_user=request.user, stage=stage)
    except StageInUse as refusal:
        form = StageFactsForm.of(stage)
        return _stage_page(request, stage, form, PhotoForm(), refusal=refusal, status=refusal.status)
    messages.success(request, _("%(stage)s removed.") % isolated_words({"stage": stage.name}))
    return redirect("venues:stages", stage.venue.party.slug)


@login_required
@require_POST
@once_per_token
def stage_photo_add(request, stage_id):
    """Show a picture of a stage."""
    stage = get_stage_for(request.user, stage_id)
    form = PhotoForm(request.POST, request.FILES)
    if (
        form.is_valid()
        and form.act(add_stage_photo, acting_user=request.user, stage=stage, **form.cleaned_data) is not None
    ):
        messages.success(request, _("Photo uploaded. It appears on your page in a moment."))
        return redirect("venues:stage_edit", stage.pk)
    return _stage_page(request, stage, StageFactsForm.of(stage), form, status=422)


@login_required
@require_POST
def stage_photo_remove(request, stage_id, photo_id):
    """Take a picture of a stage off the page, for good."""
    photo = get_stage_photo_for(request.user, stage_id, photo_id)
    remove_stage_photo(acting_user=request.user, photo=photo)
    messages.success(request, _("Photo removed."))
    return redirect("venues:stage_edit", photo.stage_id)


def _stage_page(request, stage, form, photo_form, *, status, **said):
    context = {
        "stage": stage,
        "party": stage.venue.party,
        "form": form,
        "photo_form": photo_form,
        "photos": stage.photos.select_related("picture"),
        "closures": closures_of(stage),
        "is_removable": is_removable(stage),
        "closure_form": ClosureForm(),
    }
    return render(request, "venues/stage_edit.html", context | said, status=status)


def _stages_page(request, venue, form, status=200):
    context = {
        "venue": venue,
        "party": venue.party,
        "stages": stages_of(venue),
        "form": form,
        "is_leader": can_lead(request.user, venue.party),
    }
    return render(request, "venues/stages.html", context, status=status)
