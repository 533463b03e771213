"""Private links to a press kit: making, counting and ending them. What they show is in `discovery`."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bands.access import get_led_band_for, get_led_kit_link_for
from bands.actions import create_kit_link, revoke_kit_link
from bands.forms import KitLinkForm
from bands.press.visits import note_own
from bands.queries import counted_links, edited_kit, tonight
from bands.views.press.frame import frame
from idempotency.forms import once_per_token


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def press_links(request, slug):
    """The links with their readers. Making one answers with its address, this one time."""
    party = get_led_band_for(request.user, slug).party
    if request.method != "POST":
        return _page(request, party, KitLinkForm(initial=KitLinkForm.initial_on(tonight(party))))
    form = KitLinkForm(request.POST)
    made = None
    if form.is_valid():
        made = form.act(create_kit_link, acting_user=request.user, party=party, **form.cleaned_data)
    return _made(request, party, *made) if made else _page(request, party, form, status=422)


@login_required
@require_POST
def press_link_revoke(request, slug, link_id):
    """End a link at once."""
    link = get_led_kit_link_for(request.user, slug, link_id)
    revoke_kit_link(acting_user=request.user, link=link)
    messages.success(request, _("The old link no longer works."))
    return redirect("bands:press_links", link.party.slug)


def _made(request, party, link, token):
    """The page with the new address, this one time. Who makes a link tries it, often signed out: that is no reader."""
    note_own(link, request)
    form = KitLinkForm(initial=KitLinkForm.initial_on(tonight(party)))
    return _page(request, party, form, made=link, address=_address(request, token))


def _page(request, party, form, status=200, **made):
    context = frame(request, party, edited_kit(party)) | {"form": form, "links": counted_links(party)} | made
    return render(request, "bands/press_links.html", context, status=status)


def _address(request, token):
    return request.build_absolute_uri(reverse("discovery:kit", args=[token]))
