"""Asking a venue to be allowed to hold its nights, and its answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import get_led_party_for
from holds.access.permissions import get_permission_for
from holds.actions import ask_to_hold, let_hold
from idempotency.forms import once_per_token
from venues.access import get_venue_for
from web.errors import Refusal
from web.texts import isolated_words
from web.users import SignedInRequest


@require_POST
@login_required
@once_per_token
def hold_ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask a venue that does not know one's party yet."""
    venue = get_venue_for(request.user, slug)
    holder = get_led_party_for(request.user, request.POST.get("holder", ""))
    try:
        ask_to_hold(acting_user=request.user, venue=venue, holder=holder, message=request.POST.get("message", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
    else:
        messages.success(request, _("Asked. We’ll tell you when the venue answers."))
    return redirect("holds:hold_new", venue.party.slug)


@require_POST
@login_required
@once_per_token
def permission_answer(request: SignedInRequest, permission_id: UUID) -> HttpResponse:
    """Let a party hold nights, or not: one press of the venue's leaders."""
    permission = get_permission_for(request.user, permission_id)
    may = request.POST.get("may") == "yes"
    let_hold(acting_user=request.user, venue=permission.venue, party=permission.party, may=may)
    words = isolated_words({"name": permission.party.name})
    messages.success(request, (_("%(name)s can now hold nights.") if may else _("%(name)s can’t hold nights.")) % words)
    return redirect("holds:policy_edit", permission.venue.party.slug)
