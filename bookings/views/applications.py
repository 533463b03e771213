"""Applying for an open spot."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Party
from accounts.states import Approval
from availability.ranges import Period
from bookings.access import can_see_show, get_spot_for, show_view
from bookings.actions import apply_to_spot
from bookings.actions.kept_applications import discard_application, keep_application
from bookings.forms import ApplicationForm
from bookings.models import ApplicationDraft, Spot
from bookings.pages.applying import waiting_in
from bookings.pages.clashes import clashes_for
from bookings.queries.acquaintance import find_refusal
from bookings.views.applying import chosen_act, led_acts
from bookings.words.drafts import kept_words
from bookings.words.waiting import waited_for
from engagements.forms.messages import conflicts_read, lineup_choices
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from engagements.queries.lineups import check_act
from idempotency.forms import once_per_token
from web.addresses import own_path
from web.errors import Refusal
from web.texts import isolated_words
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def spot_apply(request: SignedInRequest, spot_id: UUID) -> HttpResponse:
    """Apply for an open spot with one of the bands one leads."""
    spot = get_spot_for(request.user, spot_id)
    acts = led_acts(request)
    act = chosen_act(request, acts)
    sent = request.POST if request.method == "POST" else None
    draft = ApplicationDraft.objects.filter(spot=spot, act=act).first() if act else None
    lineup, message = (draft.lineup, draft.message) if draft else (None, "")
    form = ApplicationForm(sent, acts=acts, **lineup_choices(act, lineup=lineup, message=message))
    if request.method != "POST":
        return _page(request, spot, act, form, acts=acts)
    if act and "discard" in request.POST:
        return _discard(request, spot, act)
    if not form.is_valid():
        return _page(request, spot, act, form, acts=acts, status=422)
    if act and (act.approval == Approval.DRAFT or "keep" in request.POST):
        return _keep(request, spot, act, form, acts)
    try:
        despite = conflicts_read(request.POST)
        booking = apply_to_spot(acting_user=request.user, spot=spot, despite_conflicts=despite, **form.terms())
    except ValidationError as error:
        add_errors(form, error, {})
        return _page(request, spot, act, form, acts=acts, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, spot.show.timezone)
        return _page(request, spot, act, form, acts=acts, status=refusal.status, refusal=said)
    messages.success(
        request, _("Applied. We’ll tell you when %(host)s answers.") % isolated_words({"host": spot.show.owner.name})
    )
    return redirect("bookings:booking", booking.pk)


def _keep(request: SignedInRequest, spot: Spot, act: Party, form: ApplicationForm, acts) -> HttpResponse:
    """An act that is not approved yet, or whose leader thinks it over, keeps its application for later."""
    try:
        keep_application(acting_user=request.user, spot=spot, **form.terms())
    except ValidationError as error:
        add_errors(form, error, {})
        return _page(request, spot, act, form, acts=acts, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, spot.show.timezone)
        return _page(request, spot, act, form, acts=acts, status=refusal.status, refusal=said)
    messages.success(request, kept_words(act))
    address = urlencode({"act": act.slug, "next": _came_from(request)})
    return redirect(f"{reverse('bookings:spot_apply', args=[spot.pk])}?{address}")


def _discard(request: SignedInRequest, spot: Spot, act: Party) -> HttpResponse:
    """Throw away what the act kept, and go back to where one came from."""
    discard_application(acting_user=request.user, spot=spot, act=act)
    messages.success(request, _("Draft deleted."))
    return redirect(_came_from(request))


def _came_from(request: HttpRequest) -> str:
    """The search or page that led here, to go back to; else all open nights."""
    return own_path(request.GET.get("next", ""), reverse("discovery:open_nights"))


def _page(request: SignedInRequest, spot: Spot, act: Party | None, form, *, status: int = 200, **said) -> HttpResponse:
    context = {
        "spot": spot,
        "show": show_view(request.user, spot.show, is_named=can_see_show(request.user, spot.show)),
        "act": act,
        "form": form,
        "came_from": _came_from(request),
        "check": check_act(act, Period(spot.call_at, spot.released_at), spot.show_id) if act else None,
        "clashes": clashes_for(act, spot) if act else "",
        "kept": bool(act) and ApplicationDraft.objects.filter(spot=spot, act=act).exists(),
        "waiting": waiting_in(request.user, act, spot) if act else None,
        "waits_for": waited_for(act, spot) if act else "",
        "unwelcome": find_refusal(request.user, act, spot.show.owner) if act else None,
    }
    return render(request, "bookings/spot_apply.html", context | said, status=status)
