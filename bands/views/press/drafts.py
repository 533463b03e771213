"""The press kit at a glance: what is there, what is missing, what waits to be published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bands.access import get_led_band_for
from bands.actions import discard_draft, publish_kit
from bands.queries import completeness, edited_kit
from bands.views.press.frame import frame


@login_required
@never_cache
@require_safe
def press(request, slug):
    """How complete the kit is, and what would help most."""
    party = get_led_band_for(request.user, slug).party
    kit = edited_kit(party)
    context = frame(request, party, kit) | {"completeness": completeness(party, kit)}
    return render(request, "bands/press.html", context)


@login_required
@require_POST
def press_publish(request, slug):
    """Make the draft public, as it was looked at."""
    party = get_led_band_for(request.user, slug).party
    publish_kit(acting_user=request.user, party=party, seen=request.POST.get("seen", ""))
    messages.success(request, _("Published. This is your public press kit."))
    return redirect("bands:press", party.slug)


@login_required
@require_POST
def press_discard(request, slug):
    """Throw the draft away."""
    party = get_led_band_for(request.user, slug).party
    discard_draft(acting_user=request.user, party=party)
    messages.success(request, _("Draft discarded. You’re back to the published press kit."))
    return redirect("bands:press", party.slug)
