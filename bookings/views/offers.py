"""Answering with other terms, a dep instead of a member, and the place of what a client asked for."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Party, User
from bookings.access import get_booking_for
from bookings.actions import counter_booking, replace_player, set_place_of_request
from bookings.forms import CounterForm, PlaceForm
from bookings.models import Booking
from bookings.pages.panels import beside_of, booking_panel_of, counter_choices, person_in
from bookings.queries.offers import standing_offer
from bookings.views.bookings import act_on_booking, answer_booking
from engagements.forms.fees import DepForm
from engagements.forms.messages import conflicts_read
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from engagements.queries.lineups import is_promised_by
from engagements.queries.people import roster
from idempotency.forms import once_per_token
from web.errors import Refusal
from web.texts import isolated_words
from web.users import SignedInRequest

NAMES = {
    "call_at": "call",
    "starts_at": "starts",
    "ends_at": "ends",
    "released_at": "ends",
    "answer_by": "days",
    "cancellation_tiers": "tiers",
    "deal": "fee",
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def booking_counter(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Propose other terms, beside all versions there were; then it is the other side's turn."""
    found = get_booking_for(request.user, booking_id)
    panel = booking_panel_of(request.user, booking_id)
    if not panel.view.side:
        raise PermissionDenied
    if "counter" not in panel.view.allowed and request.method != "POST":
        if "decline" in panel.view.allowed:
            messages.info(request, _("A suspended or closed profile can’t make agreements."))
        else:
            messages.info(request, _("It’s not your turn, so you can’t make a counter-offer."))
        return redirect("bookings:booking", booking_id)
    form = _counter_form(request, found)
    if request.method != "POST":
        return _counter_page(request, booking_id, form)
    if not form.is_valid():
        return _counter_page(request, booking_id, form, status=422)
    try:
        proposal = form.proposal(found.spot.call_at)
        despite = conflicts_read(request.POST)
        counter_booking(acting_user=request.user, booking=found, despite_conflicts=despite, **proposal)
    except ValidationError as error:
        add_errors(form, error, NAMES)
        return _counter_page(request, booking_id, form, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, panel.view.show.timezone)
        return _counter_page(request, booking_id, form, status=refusal.status, refusal=said)
    for note in form.moved:
        messages.info(request, note)
    messages.success(
        request, _("Counter-offer sent. It’s %(party)s’s turn to reply.") % isolated_words({"party": panel.other.name})
    )
    return redirect("bookings:booking", booking_id)


@require_POST
@login_required
def counter_deduction(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """One more line for what comes off the door, with all that was typed; nothing is stored."""
    found = get_booking_for(request.user, booking_id)
    if not booking_panel_of(request.user, booking_id).view.side:
        raise PermissionDenied
    form = _counter_form(request, found)
    return _counter_page(request, booking_id, form, status=200 if form.is_valid() else 422)


def _counter_form(request: HttpRequest, booking: Booking) -> CounterForm:
    return CounterForm(
        request.POST if request.method == "POST" else None,
        booking=booking,
        standing=standing_offer(booking),
        choices=counter_choices(request.user, booking),
    )


def _counter_page(request: HttpRequest, booking_id: UUID, form: CounterForm, *, status: int = 200, **said):
    """The form beside the offers as they stand in the database now."""
    panel = booking_panel_of(request.user, booking_id)
    beside = beside_of(request.user, booking_id)
    context = {"panel": panel, "booking": panel.view, "form": form, "beside": beside, **said}
    context["card_problem"] = form.card_problem(panel.view.act)
    return render(request, "bookings/counter.html", context, status=status)


@require_POST
@login_required
@once_per_token
def lineup_replace(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Let a dep play instead of a member."""
    found = get_booking_for(request.user, booking_id)
    leaving, dep = (person_in(found, request.POST.get(name, "")) for name in ("leaving", "dep"))
    form = DepForm(request.POST)
    if leaving is None or dep is None:
        problems = [_("Choose who’s out and who’s in.")]
        return answer_booking(request, booking_id, problems=problems, dep_form=form, status=422)
    if not form.is_valid():
        return answer_booking(request, booking_id, dep_form=form, status=422)
    fee = form.fee_terms()
    return act_on_booking(
        request, booking_id, _replaced_words(found.act, dep),
        lambda: replace_player(acting_user=request.user, booking=found, leaving=leaving, dep=dep, **fee),
    )  # fmt: skip


def _replaced_words(act: Party, dep: User) -> str:
    """Whether they play at once, or have to say yes first."""
    membership = roster(act).get(dep.pk)
    words = {"name": dep.display_name}
    if membership and is_promised_by(membership):
        return _("%(name)s is in.") % words
    return _("We’ve asked %(name)s, who takes over by saying yes.") % words


@require_POST
@login_required
@once_per_token
def booking_place(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Say where it is, when a client has asked for an act without a place."""
    found = get_booking_for(request.user, booking_id)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return answer_booking(request, booking_id, place_form=form, status=422)
    return act_on_booking(
        request, booking_id, _("Place saved. We’ve told the act."),
        lambda: set_place_of_request(acting_user=request.user, booking=found, **form.cleaned_data),
    )  # fmt: skip
