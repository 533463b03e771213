"""The money page of a party, for its leaders, and the same for spreadsheets."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import get_led_party_for
from accounts.queries.months import FIRST_MONTH, LAST_MONTH
from payments.pages.months import money_month, money_table, month_span, named_month, today_of, year_span

YEARS = frozenset(map(str, range(FIRST_MONTH.year, LAST_MONTH.year)))


@require_safe
@never_cache
@login_required
def money(request: HttpRequest, slug: str) -> HttpResponse:
    """One month: what is to be paid, what is expected, and what happened, with links to each payment."""
    party = get_led_party_for(request.user, slug)
    first = named_month(party, request.GET.get("month", ""))
    month = money_month(party, first, request.GET.get("page", ""))
    context = {"party": party, "is_leader": True, "month": month, "today": today_of(party)}
    return render(request, "payments/money.html", context)


@require_safe
@never_cache
@login_required
def money_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """A month (`?month=2027-03`) or a year (`?year=2027`) as CSV; the present month where neither is named."""
    party = get_led_party_for(request.user, slug)
    year = request.GET.get("year", "")
    if year in YEARS:
        span, name = year_span(party, int(year)), year
    else:
        first = named_month(party, request.GET.get("month", ""))
        span, name = month_span(party, first), f"{first:%Y-%m}"
    table = money_table(party, span, get_language() or "en")
    response = StreamingHttpResponse(table, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{party.slug}-money-{name}.csv"'
    return response
