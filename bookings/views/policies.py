"""A venue's house rules."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions import set_policy
from bookings.forms.policies import FIELD_OF, HousePolicyForm
from bookings.forms.refusals import add_errors
from bookings.queries.policies import policy_of
from venues.access import get_led_venue_for


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def policy_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Who may hold, for how long, what a challenge is, what happens after a cancellation and what it costs."""
    venue = get_led_venue_for(request.user, slug)
    if request.method != "POST":
        return _page(request, venue, HousePolicyForm.of(policy_of(venue)))
    form = HousePolicyForm.of(policy_of(venue), request.POST)
    if form.is_valid():
        try:
            set_policy(acting_user=request.user, venue=venue, **form.rules())
            messages.success(request, _("Saved. They count from now on; what was agreed before stays as it was."))
            return redirect("bookings:policy_edit", venue.party.slug)
        except ValidationError as error:
            add_errors(form, error, FIELD_OF)
    return _page(request, venue, form, status=422)


def _page(request: HttpRequest, venue, form: HousePolicyForm, *, status: int = 200) -> HttpResponse:
    context = {"venue": venue, "party": venue.party, "form": form, "is_leader": True}
    return render(request, "bookings/policy_edit.html", context, status=status)
