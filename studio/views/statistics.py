"""Statistics of sessions, for the leaders of a professional and of a client."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import get_led_party_for
from accounts.models import Party
from studio.access import get_led_professional_for
from studio.pages.spans import PERIODS, named_span
from studio.pages.spreadsheet import statistics_table
from studio.pages.statistics import (
    client_statistics,
    professional_statistics,
)
from studio.states import Side


@require_safe
@never_cache
@login_required
def statistics(request: HttpRequest, slug: str) -> HttpResponse:
    """What a professional has earned and worked."""
    party = get_led_professional_for(request.user, slug).party
    found = professional_statistics(party, named_span(party, request.GET.get("period", "")))
    context = {"found": found, "is_professional": True, "csv": reverse("studio:statistics_csv", args=[slug])}
    return _shown(request, party, context | {"title": _("Statistics"), "money_title": _("Revenue")})


@require_safe
@never_cache
@login_required
def statistics_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Every session of a professional in the period as CSV."""
    return _csv(request, get_led_professional_for(request.user, slug).party, Side.PROFESSIONAL)


@require_safe
@never_cache
@login_required
def spending(request: HttpRequest, slug: str) -> HttpResponse:
    """What a party has spent on sessions."""
    party = get_led_party_for(request.user, slug)
    found = client_statistics(party, named_span(party, request.GET.get("period", "")))
    context = {"found": found, "is_professional": False, "csv": reverse("studio:spending_csv", args=[slug])}
    return _shown(request, party, context | {"title": _("Session statistics"), "money_title": _("Spent")})


@require_safe
@never_cache
@login_required
def spending_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Every session that a party has booked in the period as CSV."""
    return _csv(request, get_led_party_for(request.user, slug), Side.CLIENT)


def _shown(request: HttpRequest, party: Party, context: dict) -> HttpResponse:
    return render(request, "studio/statistics.html", {"party": party, "periods": PERIODS.items(), **context})


def _csv(request: HttpRequest, party: Party, side: Side) -> StreamingHttpResponse:
    period = named_span(party, request.GET.get("period", ""))
    table = statistics_table(party, side, period)
    response = StreamingHttpResponse(table, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{party.slug}-sessions-{period.name}.csv"'
    return response
