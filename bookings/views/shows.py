"""A host's shows: the list, the page of one, publishing it and calling it off. Making and changing is in `drafting`."""

from collections.abc import Callable
from contextlib import nullcontext
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bookings.access import get_lost_show, get_own_show_for, get_show_for
from bookings.actions import cancel_show, publish_show
from bookings.forms import ReasonForm
from bookings.models import Show
from bookings.pages.lists import SCOPES, my_shows
from bookings.pages.night_changes import night_changes_of
from bookings.pages.show_files import show_file
from bookings.pages.shows import show_page_of
from bookings.pages.structured import show_meta
from bookings.pages.totals import ROLES, gig_table, gig_totals
from bookings.states import ShowState
from bookings.views.applying import led_bands
from engagements.pages.refusals import say_refusal
from idempotency.forms import once_per_token
from web.errors import Refusal
from web.identifiers import parse_uuid
from web.users import SignedInRequest


@require_safe
@login_required
def shows(request: SignedInRequest) -> HttpResponse:
    """Everything one's bands and venues play, host or wait for."""
    asked = request.GET.get("scope", "upcoming")
    scope = asked if asked in SCOPES else "upcoming"
    context = {
        "rows": my_shows(request.user, scope), "scope": scope, "scopes": SCOPES.items(),
        "totals": gig_totals(request.user),
    }  # fmt: skip
    return render(request, "bookings/shows.html", context)


@require_safe
@never_cache
@login_required
def gigs_csv(request: SignedInRequest) -> StreamingHttpResponse:
    """One's gigs as CSV: what one's acts play (`?role=act`), what one hosts (`host`), or what one has asked for
    (`client`)."""
    asked = request.GET.get("role", "")
    role = asked if asked in ROLES else ROLES[0]
    response = StreamingHttpResponse(
        gig_table(request.user, role), content_type="text/csv; charset=utf-8; header=present"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="gigs-{role}.csv"'
    return response


@require_safe
def show(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """A show: for everybody the bill and the times, for its host also applications and what is to be done."""
    try:
        return _page(request, get_show_for(request.user, show_id))
    except Http404:
        return render(request, "bookings/show_lost.html", {"show": get_lost_show(show_id)})


@require_safe
@never_cache
def show_ics(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """A calendar file of the show as everybody may know it, for those who may open its page."""
    found = get_show_for(request.user, show_id)
    response = HttpResponse(show_file(found), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="show-{found.night.isoformat()}.ics"'
    return response


@require_POST
@login_required
@once_per_token
def show_publish(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Open a draft to applications; its stage is promised to it from now on."""
    found = get_own_show_for(request.user, show_id)
    return _do(
        request, found, _("Published. Acts can apply now."),
        lambda: publish_show(acting_user=request.user, show=found, release_holds=_named(request)),
    )  # fmt: skip


def _named(request: HttpRequest) -> set[UUID]:
    """What stands in the way and the host lets go, by id; what is no id names nothing."""
    return {found for text in request.POST.getlist("release") if (found := parse_uuid(text))}


@require_POST
@login_required
@once_per_token
def show_cancel(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Call a show off; everybody on its bill and everybody who applied reads why. A draft is just thrown away."""
    found = get_own_show_for(request.user, show_id)
    if found.state == ShowState.DRAFT:
        return _do(
            request, found, _("Draft deleted."),
            lambda: cancel_show(acting_user=request.user, show=found), leads_to="bookings:shows",
        )  # fmt: skip
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, reason_form=form)
    return _do(
        request, found, _("Cancelled. We’ve told everyone involved."),
        lambda: cancel_show(acting_user=request.user, show=found, reason=form.cleaned_data["message"]),
    )  # fmt: skip


def _do(request: HttpRequest, found: Show, done: str, action: Callable[[], object], leads_to: str = "") -> HttpResponse:
    try:
        action()
    except ValidationError as error:
        return _page(request, found, status=422, problems=error.messages)
    except Refusal as refusal:
        return _page(request, found, status=refusal.status, refusal=say_refusal(refusal, found.timezone))
    messages.success(request, done)
    return redirect(leads_to) if leads_to else redirect("bookings:show", found.pk)


def _page(request: HttpRequest, found: Show, *, status: int = 200, **said) -> HttpResponse:
    """Whose clock is not known reads the times of the place, without being told so at each."""
    clock = nullcontext() if request.user.is_authenticated else timezone.override(ZoneInfo(found.timezone))
    with clock:
        return _rendered(request, found, status, said)


def _rendered(request: HttpRequest, found: Show, status: int, said: dict[str, object]) -> HttpResponse:
    page = show_page_of(request.user, found, bands=led_bands(request))
    context = {"page": page, "reason_form": ReasonForm(), **said}
    context["changes"] = night_changes_of(request.user, found)
    context["meta"] = show_meta(found, page.view)
    return render(request, "bookings/show.html", context, status=status)
