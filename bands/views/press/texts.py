"""Writing a press kit: its texts, its terms and its rider."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bands.access import get_led_band_for
from bands.actions import keep_rider_document, remove_rider_document, write_kit
from bands.forms import RiderDocumentForm, RiderForm, TextsForm
from bands.press.seen import Seen
from bands.queries import edited_kit
from bands.views.press.frame import frame
from bands.views.press.saving import faults_of_form, page, saved, seen_in
from idempotency.forms import once_per_token


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def press_texts(request, slug):
    """The picture on top, the bios and the terms."""
    return _written(request, slug, TextsForm, "bands/press_texts.html", "bands:press_texts")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def press_rider(request, slug):
    """The technical rider in words, and as a PDF."""
    return _written(request, slug, RiderForm, "bands/press_rider.html", "bands:press_rider")


@login_required
@require_POST
@once_per_token
def press_rider_document(request, slug):
    """Keep a PDF in the place of the one there was."""
    party = get_led_band_for(request.user, slug).party
    form = RiderDocumentForm(request.POST, request.FILES)
    kept = None
    if form.is_valid():
        kept = form.act(keep_rider_document, acting_user=request.user, party=party, **form.cleaned_data)
    if kept:
        messages.success(request, _("PDF added to your draft."))
        return redirect("bands:press_rider", party.slug)
    kit = edited_kit(party)
    written = RiderForm.of(kit)
    context = frame(request, party, kit) | {"form": written, "document_form": form}
    context["seen"] = Seen.of(**kit.content(*written.fields))
    return render(request, "bands/press_rider.html", context, status=422)


@login_required
@require_POST
def press_rider_document_remove(request, slug):
    """Leave the PDF out of the draft."""
    party = get_led_band_for(request.user, slug).party
    remove_rider_document(acting_user=request.user, party=party)
    messages.success(request, _("PDF removed from your draft."))
    return redirect("bands:press_rider", party.slug)


def _written(request, slug, form_class, template, place):
    party = get_led_band_for(request.user, slug).party
    kit = edited_kit(party)
    form = form_class.of(kit, request.POST if request.method == "POST" else None)
    seen = seen_in(request, **kit.content(*form.fields))
    named = {"acting_user": request.user, "party": party, "seen": seen}
    if form.is_valid() and form.act(write_kit, **named, **form.cleaned_data):
        return saved(request, party, seen, _("Saved in your draft."), place, party.slug)
    context = frame(request, party, kit) | {"form": form, "document_form": RiderDocumentForm(), "seen": seen}
    return page(request, template, context, faults_of_form(form))
