"""Promised gigs that my own calendar contradicts, and what to do about each."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bookings.access import get_booking_for, get_lineup_entry_for
from bookings.actions import ask_to_move, keep_promise, refuse_to_move, release_own_claim
from bookings.forms import MoveForm, RefusalForm
from bookings.queries import contradictions_of, open_contradictions
from bookings.views.bookings import act_on_booking, answer_booking
from idempotency.forms import once_per_token
from web.errors import Refusal
from web.users import SignedInRequest

WAYS: dict[str, tuple[Callable, object]] = {
    "keep": (keep_promise, gettext_lazy("You’re playing. We won’t ask about this gig again.")),
    "dep": (
        release_own_claim,
        gettext_lazy("You’re out of this gig and your time is free. We’ve told both sides that a dep is needed."),
    ),
    "move": (ask_to_move, gettext_lazy("We’ve asked both sides. You’re still booked until they agree on a new time.")),
}
"""What one may do about a contradicted promise: its action, and what is said when it is done."""


@require_safe
@login_required
@never_cache
def contradictions(request: SignedInRequest) -> HttpResponse:
    """Every promised gig still to come over which my own calendar says busy or if need be."""
    return _page(request)


@require_safe
@login_required
@never_cache
def contradictions_note(request: SignedInRequest) -> HttpResponse:
    """For pages on which time is said: how many wait for a decision, or nothing; without htmx, the page about them."""
    if not request.htmx:
        return redirect("bookings:contradictions")
    count = open_contradictions(request.user, now()).count()
    return render(request, "bookings/_contradictions_note.html", {"count": count})


@require_POST
@login_required
@once_per_token
def contradiction_settle(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Keep the gig, ask for a dep, or ask to move it."""
    entry = get_lineup_entry_for(request.user, booking_id)
    way = request.POST.get("way", "")
    if way not in WAYS:
        raise BadRequest("no such way")
    form = MoveForm(request.POST)
    if way == "move" and not form.is_valid():
        return _page(request, asked_of=booking_id, form=form, status=422)
    action, done = WAYS[way]
    words = {"message": form.cleaned_data["message"]} if way == "move" else {}
    try:
        action(acting_user=request.user, entry=entry, **words)
    except Refusal as refusal:
        return _page(request, asked_of=booking_id, refusal=refusal, status=refusal.status)
    messages.success(request, str(done))
    return redirect("bookings:contradictions")


@require_POST
@login_required
@once_per_token
def move_refuse(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Say no to a player's question whether a booking can be moved; they are told."""
    found = get_booking_for(request.user, booking_id)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return answer_booking(request, booking_id, refusal_form=form, status=422)
    return act_on_booking(
        request, booking_id, _("The gig stays as it is. We’ve told the player who asked."),
        lambda: refuse_to_move(acting_user=request.user, booking=found, **form.cleaned_data),
        refusal_form=form,
    )  # fmt: skip


def _page(request: SignedInRequest, *, status: int = 200, **said) -> HttpResponse:
    """`asked_of` is the booking that `form` or `refusal` is about."""
    found = contradictions_of(request.user, now())
    context = {
        "undecided": [each for each in found if each.is_open],
        "asked": [each for each in found if each.asked_at and not each.kept_at],
        "kept": [each for each in found if each.kept_at],
        **said,
    }
    return render(request, "bookings/contradictions.html", context, status=status)
