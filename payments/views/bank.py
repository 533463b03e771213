"""Where a party takes bank transfers: behind a fresh sign-in, since whoever changes it takes its money."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import get_led_party_for
from accounts.models import Party
from payments.actions import remove_bank_details, set_bank_details
from payments.forms import BankForm
from payments.models import BankDetails
from web.texts import isolated_words
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def bank(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say on which account payers pay, and see who has changed it."""
    return _bank(request, get_led_party_for(request.user, slug))


@require_POST
@login_required
def bank_remove(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take no transfers any more."""
    return _remove(request, get_led_party_for(request.user, slug))


@reauthentication_required
def _bank(request: SignedInRequest, party: Party) -> HttpResponse:
    history = list(BankDetails.objects.filter(party=party).select_related("set_by", "replaced_by"))
    present = next((details for details in history if details.replaced_at is None), None)
    form = BankForm.of(party, present, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        saved = form.act(set_bank_details, acting_user=request.user, party=party, **form.cleaned_data)
        if saved:
            words = isolated_words({"party": party.name})
            messages.success(request, _("Saved. We tell all leaders of %(party)s.") % words)
            return redirect("payments:bank", party.slug)
    context = {"party": party, "form": form, "present": present, "history": history, "is_leader": True}
    return render(request, "payments/bank.html", context, status=422 if form.errors else 200)


@reauthentication_required
def _remove(request: SignedInRequest, party: Party) -> HttpResponse:
    remove_bank_details(acting_user=request.user, party=party)
    messages.success(request, _("Removed. Payers no longer see bank details."))
    return redirect("payments:bank", party.slug)
