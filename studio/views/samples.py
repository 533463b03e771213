"""What is heard on the page of a professional."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from idempotency.forms import once_per_token
from studio.access import get_led_professional_for, get_sample_for
from studio.actions import SAMPLES_MAX, add_sample, move_sample, remove_sample, update_sample
from studio.forms import SampleForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def samples(request, slug):
    """All samples, and one more."""
    professional = get_led_professional_for(request.user, slug)
    form = SampleForm.of_new(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        added = form.act(add_sample, acting_user=request.user, professional=professional, **form.sample_fields())
        if added:
            messages.success(request, _("Sample uploaded. It appears on your page when it’s ready."))
            return redirect("studio:samples", professional.party.slug)
    found = list(professional.samples.with_sounds())
    context = {"party": professional.party, "samples": found, "form": form, "is_full": len(found) >= SAMPLES_MAX}
    return render(request, "studio/samples.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sample_edit(request, slug, sample_id):
    """What a sample is called, and its recordings."""
    sample = get_sample_for(request.user, slug, sample_id)
    form = SampleForm.of(sample, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        saved = form.act(update_sample, acting_user=request.user, sample=sample, **form.sample_fields())
        if saved:
            messages.success(request, _("Saved."))
            return redirect("studio:samples", sample.professional.party.slug)
    context = {"party": sample.professional.party, "sample": sample, "form": form}
    return render(request, "studio/sample_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def sample_move(request, slug, sample_id):
    """One place forward or back."""
    sample = get_sample_for(request.user, slug, sample_id)
    move_sample(acting_user=request.user, sample=sample, steps=1 if request.POST.get("to") == "later" else -1)
    return redirect("studio:samples", sample.professional.party.slug)


@login_required
@require_POST
def sample_remove(request, slug, sample_id):
    """Take a sample off the page, for good."""
    sample = get_sample_for(request.user, slug, sample_id)
    remove_sample(acting_user=request.user, sample=sample)
    messages.success(request, _("Removed."))
    return redirect("studio:samples", sample.professional.party.slug)
