"""Making an agency, and what it says of itself. Its people are on the page of every team."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import get_led_party_for
from accounts.actions import create_agency, update_party
from accounts.forms import AgencyForm, NewPartyForm
from accounts.states import PartyKind
from idempotency.forms import once_per_token


@login_required(login_url="account_signup")
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def agency_new(request):
    """Make an agency."""
    form = NewPartyForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"timezone": form.zone_for(request.user)}
        made = form.act(create_agency, acting_user=request.user, **data)
        if made:
            return redirect("accounts:team", made.slug)
    return render(request, "accounts/agency_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency_edit(request, slug):
    """Name, town and clock."""
    party = get_led_party_for(request.user, slug, PartyKind.AGENCY)
    form = AgencyForm.of(party, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = form.act(update_party, acting_user=request.user, party=party, **form.party_fields())
        if saved:
            messages.success(request, _("Saved."))
            return redirect("accounts:agency_edit", saved.slug)
    context = {"party": party, "form": form, "is_leader": True}
    return render(request, "accounts/agency_edit.html", context, status=422 if form.errors else 200)
