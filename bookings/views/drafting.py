"""Making a show on one of a venue's stages, and changing it."""

from itertools import pairwise
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bookings.access import get_own_show_for
from bookings.actions import create_show, update_show
from bookings.forms import ShowForm, SpotFormSet, spot_formset
from bookings.forms.shows import FIELD_OF, SPOTS_MAX, read_spots
from bookings.states import ShowState, SpotRole
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from engagements.queries.currencies import likely_currencies
from idempotency.forms import once_per_token
from venues.access import get_led_venue_for
from venues.models import Venue
from web.errors import Refusal

USUAL_TIMES = {"load_in": "17:00", "doors": "20:00", "starts": "21:00", "ends": "00:00"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def show_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a show on one of a venue's stages, and publish it at once or keep it as a draft."""
    venue = get_led_venue_for(request.user, slug)
    stages = venue.stages.select_related("venue__party__city", "calendar")
    if request.method != "POST":
        start = USUAL_TIMES | {name: request.GET.get(name, "") for name in ("night", "stage")}
        return _page(request, venue, ShowForm(initial=start, venue=venue, stages=stages), _spots(venue))
    form = ShowForm(request.POST, venue=venue, stages=stages)
    spots = _spots(venue, request.POST)
    if not (form.is_valid() and spots.is_valid()):
        return _page(request, venue, form, spots, status=422)
    return _create(request, venue, form, spots)


@require_POST
@login_required
def show_new_spot(request: HttpRequest, slug: str) -> HttpResponse:
    """The same form, nothing stored or checked yet, with another row on its bill: adding one needs no script."""
    venue = get_led_venue_for(request.user, slug)
    stages = venue.stages.select_related("venue__party__city", "calendar")
    data = request.POST.copy()
    total = data.get("spots-TOTAL_FORMS", "")
    data["spots-TOTAL_FORMS"] = str(min(int(total) + 1 if total.isdecimal() and len(total) < 4 else 1, SPOTS_MAX))
    form = ShowForm(initial=data.dict(), venue=venue, stages=stages)
    return _page(request, venue, form, _spots(venue, initial=_typed_spots(data)))


def _spots(venue: Venue, data=None, **kwargs) -> SpotFormSet:
    return spot_formset(data, currencies=likely_currencies(venue.party), **kwargs)


def _typed_spots(data) -> list[dict[str, str]]:
    """The rows as they were typed, and a new one: a support, paid in the currency of the row before it."""
    names = ("role", "starts", "ends", "fee", "fee_currency", "DELETE")
    rows = range(int(data["spots-TOTAL_FORMS"]))
    typed = [{name: data[key] for name in names if (key := f"spots-{row}-{name}") in data} for row in rows]
    for before, row in pairwise(typed):
        if not row and before.get("fee_currency"):
            row["fee_currency"] = before["fee_currency"]
        row.setdefault("role", SpotRole.SUPPORT)
    return typed


def _create(request: HttpRequest, venue: Venue, form: ShowForm, spots: SpotFormSet) -> HttpResponse:
    drafts = read_spots(form, spots)
    if any(spot.errors for spot in spots.forms):
        return _page(request, venue, form, spots, status=422)
    publish = "publish" in request.POST
    try:
        show = create_show(
            acting_user=request.user, owner=venue.party, spots=drafts, publish=publish, **form.terms()
        )  # fmt: skip
    except ValidationError as error:
        add_errors(form, error, FIELD_OF)
        return _page(request, venue, form, spots, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, venue.party.timezone)
        return _page(request, venue, form, spots, status=refusal.status, refusal=said)
    return _saved(request, show, form, _("Published. Acts can apply now.") if publish else _("Saved as a draft."))


def _saved(request: HttpRequest, show, form: ShowForm, done: str) -> HttpResponse:
    for note in form.moved:
        messages.info(request, note)
    messages.success(request, done)
    return redirect("bookings:show", show.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def show_edit(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Change the texts and times of a show on a stage; what acts have agreed to is moved by agreement."""
    show = get_own_show_for(request.user, show_id)
    if show.stage is None:
        return redirect("bookings:show", show.pk)
    if show.state in (ShowState.PLAYED, ShowState.CANCELLED):
        messages.info(request, _("This show is over or cancelled and can’t be changed."))
        return redirect("bookings:show", show.pk)
    venue = show.stage.venue
    stages = venue.stages.select_related("venue__party__city", "calendar")
    if request.method != "POST":
        form = ShowForm(show=show, venue=venue, stages=stages)
        return _page(request, venue, form, None, show=show)
    form = ShowForm(request.POST, show=show, venue=venue, stages=stages)
    if not form.is_valid():
        return _page(request, venue, form, None, show=show, status=422)
    try:
        update_show(acting_user=request.user, show=show, **form.changed_terms())
    except ValidationError as error:
        add_errors(form, error, FIELD_OF)
        return _page(request, venue, form, None, show=show, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, show.timezone)
        return _page(request, venue, form, None, show=show, status=refusal.status, refusal=said)
    return _saved(request, show, form, _("Saved."))


def _page(request: HttpRequest, venue: Venue, form: ShowForm, spots, *, status: int = 200, **said) -> HttpResponse:
    context = {"venue": venue, "form": form, "spots": spots, "can_add_spot": spots and len(spots.forms) < SPOTS_MAX}
    return render(request, "bookings/show_form.html", context | said, status=status)
