"""Subscribing to calendars by secret addresses."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_feed_for, get_own_party_for, my_parties
from accounts.actions import choose_feed, create_feed
from accounts.queries import calendars_with_feeds
from availability.actions import FEED_CHOICES, revoke_feed, rotate_feed
from availability.states import FeedKind


@login_required
@require_safe
def feeds(request):
    """My calendar and those of my bands and venues, each with its feed if it has one."""
    return _page(request)


@login_required
@never_cache
@require_POST
def feed_create(request):
    """Make a feed; the answer shows its address, this one time."""
    slug = request.POST.get("party", "")
    party = get_own_party_for(request.user, slug) if slug else None
    kind = FeedKind.PARTY if party else FeedKind.PERSON
    feed, token = create_feed(acting_user=request.user, kind=kind, party=party)
    return _page(request, feed, token)


@login_required
@never_cache
@require_POST
def feed_rotate(request, feed_id):
    """Another address for a feed: the old one is dead at once."""
    feed = get_feed_for(request.user, feed_id)
    token = rotate_feed(acting_user=request.user, feed=feed)
    return _page(request, feed, token)


@login_required
@require_POST
def feed_choose(request, feed_id):
    """What a feed tells besides promises."""
    chosen = {name: request.POST.get(name) == "on" for name in FEED_CHOICES}
    try:
        choose_feed(acting_user=request.user, feed=get_feed_for(request.user, feed_id), **chosen)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved. Your calendar app updates next time it refreshes."))
    return redirect("accounts:feeds")


@login_required
@require_POST
def feed_revoke(request, feed_id):
    """End a feed at once."""
    revoke_feed(acting_user=request.user, feed=get_feed_for(request.user, feed_id))
    messages.success(request, _("The old link no longer works."))
    return redirect("accounts:feeds")


def _page(request, shown=None, token=""):
    link = request.build_absolute_uri(reverse("availability:feed", args=[token])) if token else ""
    calendars = calendars_with_feeds(request.user, my_parties(request))
    context = {
        "calendars": calendars,
        "shown": shown,
        "link": link,
        "webcal": f"webcal:{link.partition(':')[2]}" if link else "",
    }
    return render(request, "accounts/feeds.html", context)
