"""The run of show: as a page to look at and print, and as a PDF to send on."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bookings.access import show_view
from bookings.access.bills import get_run_for
from bookings.bill.run_of_show import Moment, run_of_show
from bookings.models import Show
from bookings.pdf import run_of_show_pdf
from web.users import SignedInRequest


@require_safe
@login_required
@never_cache
def show_run(request: SignedInRequest, show_id: UUID) -> HttpResponse:
    """The night in order, for everybody who works it."""
    show, moments = _run(request, show_id)
    context = {
        "show": show_view(request.user, show, is_named=True),
        "lines": [(moment, moment.clock(show.timezone)) for moment in moments],
    }
    return render(request, "bookings/run_of_show.html", context)


@require_safe
@login_required
@never_cache
def show_run_pdf(request: SignedInRequest, show_id: UUID) -> HttpResponse:
    """The same on paper."""
    show, moments = _run(request, show_id)
    name = slugify(f"{_('Run of show')} {show.title} {show.night}") or "run-of-show"
    response = HttpResponse(run_of_show_pdf(show, moments), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _run(request: SignedInRequest, show_id: UUID) -> tuple[Show, list[Moment]]:
    show, mine = get_run_for(request.user, show_id)
    view = show_view(request.user, show, is_named=True)
    acts = {spot.id: spot.act.name for spot in view.spots if spot.act}
    return show, run_of_show(show, list(show.spots.all()), acts, mine=mine)
