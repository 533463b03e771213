"""The page of a booking and every move one can make on it; each re-renders the panel it changed."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from bookings.access import get_booking_for, get_lineup_entry_for
from bookings.actions import (
    accept_booking,
    answer_lineup,
    cancel_booking,
    decline_booking,
    release_own_claim,
    set_lineup,
    withdraw_booking,
)
from bookings.forms import MessageForm, ReasonForm
from bookings.pages.panels import beside_of, booking_panel_of, heard_kit
from bookings.views.answering import offer_seen
from engagements.forms.fees import DepForm
from engagements.forms.messages import conflicts_read
from engagements.pages.refusals import say_refusal
from idempotency.forms import once_per_token
from web.errors import Refusal
from web.htmx import HtmxRequest
from web.offline import kept_offline
from web.security import page_policy
from web.streams import sign_topics
from web.users import SignedInRequest


@require_safe
@login_required
@never_cache  # going back gets a form with a new key, so no message is sent twice or lost
@vary_on_headers("HX-Request")
@kept_offline
def booking(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """A booking for its two sides and its line-up: whose turn it is, until when, and the next step."""
    return answer_booking(request, booking_id)


@require_safe
@login_required
def booking_panel(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """The panel alone, for live pages; without htmx, the page it stands on."""
    if not request.htmx:
        return redirect("bookings:booking", booking_id)
    return answer_booking(request, booking_id)


@login_required
@never_cache
@require_safe
def booking_stream_token(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """A fresh token for the private stream of a booking, as plain text."""
    topic = get_booking_for(request.user, booking_id).topic
    return HttpResponse(sign_topics(request.user.pk, [topic]), content_type="text/plain")


@require_POST
@login_required
@once_per_token
def booking_accept(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Say yes: act, line-up and stage are promised, or nothing is."""
    despite = conflicts_read(request.POST)
    accept = partial(accept_booking, offer=offer_seen(request), despite_conflicts=despite)
    return _move(request, booking_id, accept, _("Booked. We’ve told everyone involved."))


@require_POST
@login_required
@once_per_token
def booking_decline(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Say no, with a word if one likes."""
    return _move(request, booking_id, decline_booking, _("Declined. We’ve told the other side."))


@require_POST
@login_required
@once_per_token
def booking_withdraw(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Take back what one has asked for."""
    return _move(request, booking_id, withdraw_booking, _("Withdrawn. We’ve told the other side."))


@require_POST
@login_required
@once_per_token
def booking_cancel(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Call off what was confirmed; everybody's time is free again and everybody reads why."""
    return _move(request, booking_id, cancel_booking, _("Cancelled. Everyone’s time is free again."), form=ReasonForm)


@require_POST
@login_required
@once_per_token
def booking_lineup(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Choose who plays."""
    found = get_booking_for(request.user, booking_id)
    lineup = request.POST.getlist("lineup")
    shown = {str(choice.user_id) for choice in booking_panel_of(request.user, booking_id).choices if choice.is_chosen}
    if shown == set(lineup):  # as the form began: all members come where nobody was named
        return act_on_booking(request, booking_id, _("Nothing has changed."), lambda: found)
    return act_on_booking(
        request, booking_id, _("Line-up saved."),
        lambda: set_lineup(acting_user=request.user, booking=found, lineup=lineup),
    )  # fmt: skip


@require_POST
@login_required
@once_per_token
def lineup_answer(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Say for oneself: I play, or I cannot."""
    entry = get_lineup_entry_for(request.user, booking_id)
    plays = request.POST.get("plays") == "yes"
    done = _("You’re playing.") if plays else _("You’re not playing. We’ve told the band’s leaders.")
    return act_on_booking(
        request, booking_id, done, lambda: answer_lineup(acting_user=request.user, entry=entry, plays=plays)
    )  # fmt: skip


@require_POST
@login_required
@once_per_token
def lineup_release(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Take one's own promise back: both sides learn that a dep is needed."""
    entry = get_lineup_entry_for(request.user, booking_id)
    return act_on_booking(
        request, booking_id,
        _("You’re out of this gig and your time is free. We’ve told both sides that a dep is needed."),
        lambda: release_own_claim(acting_user=request.user, entry=entry),
    )  # fmt: skip


def _move(request: HtmxRequest, booking_id: UUID, action: Callable, done: str, *, form=MessageForm) -> HttpResponse:
    """One of the four moves of a booking, each an action that takes a message."""
    found = get_booking_for(request.user, booking_id)
    said = form(request.POST)
    if not said.is_valid():
        return answer_booking(request, booking_id, form=said, status=422)
    message = said.cleaned_data["message"]
    return act_on_booking(
        request, booking_id, done, lambda: action(acting_user=request.user, booking=found, message=message)
    )  # fmt: skip


def act_on_booking(
    request: HtmxRequest, booking_id: UUID, done: str, action: Callable[[], object], **typed
) -> HttpResponse:
    """Act, then show the panel as it is now; a refusal is shown on it with its status and the forms `typed`, and
    changes nothing."""
    try:
        action()
    except ValidationError as error:
        return answer_booking(request, booking_id, problems=error.messages, status=422, **typed)
    except Refusal as refusal:
        return answer_booking(request, booking_id, refusal=refusal, status=refusal.status, **typed)
    if request.htmx:
        return answer_booking(request, booking_id, done=done)
    messages.success(request, done)
    return redirect("bookings:booking", booking_id)


def answer_booking(request: HtmxRequest, booking_id: UUID, *, status: int = 200, **said) -> HttpResponse:
    """The page, or for htmx the panel, of the booking as it stands in the database now."""
    panel = booking_panel_of(request.user, booking_id)
    if "replace_player" in panel.view.allowed:
        said.setdefault("dep_form", DepForm(initial=DepForm.initial_of(*panel.part_of_fee)))
    if "refusal" in said:
        said["refusal"] = say_refusal(said["refusal"], panel.view.show.timezone)
        said["written"] = request.POST.get("message", "")
    context = {"panel": panel, "booking": panel.view, **said}
    if request.htmx:
        return render(request, "bookings/_booking_answer.html", context, status=status)
    kit = heard_kit(panel.view)
    context |= {"kit": kit, "beside": beside_of(request.user, booking_id)}
    response = render(request, "bookings/booking.html", context, status=status)
    if kit and kit.embeds:
        response.headers["Content-Security-Policy"] = page_policy(kit.frame_origins)
    return response
