"""Where a party's money goes: the account at the payment provider, and what reached the bank."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import get_led_party_for
from accounts.models import Party
from accounts.sign_in.announcing import announce
from accounts.sign_in.fresh import has_just_signed_in
from payments import provider
from payments.access import can_change_account, get_payout_account_of
from payments.actions.accounts import (
    ask_account_change,
    connect_account,
    open_onboarding,
    refresh_account,
    stop_account_change,
)
from payments.actions.payouts import refresh_payouts
from payments.forms import CountryForm
from payments.models import PayoutAccount
from payments.pages.payouts import payouts_page
from web.security import page_policy
from web.security_log import log_security
from web.users import SignedInRequest


@login_required
@never_cache
@require_safe
def payouts(request: SignedInRequest, slug: str) -> HttpResponse:
    """How the party is paid, and what was paid out. For its leaders."""
    party = get_led_party_for(request.user, slug)
    if party.slug != slug:
        return redirect("payments:payouts", party.slug)
    return _show(request, party, CountryForm(party=party))


@login_required
@require_POST
def payouts_connect(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin: the country, then Stripe's own pages. For who may say where the money goes."""
    party = _own_party(request, slug)
    form = CountryForm(request.POST, party=party)
    if not form.is_valid():
        return _show(request, party, form, 422)
    account = form.act(
        connect_account, acting_user=request.user, party_id=party.pk, country=form.cleaned_data["country"]
    )
    return _to_onboarding(request, party, account) if account else _show(request, party, form, 422)


@login_required
@require_POST
def payouts_continue(request: SignedInRequest, slug: str, account_id: UUID) -> HttpResponse:
    """On to Stripe's pages, where they left off."""
    party = _own_party(request, slug)
    return _to_onboarding(request, party, get_payout_account_of(party, account_id))


@login_required
@never_cache
@require_safe
def payouts_return(request: SignedInRequest, slug: str, account_id: UUID) -> HttpResponse:
    """Back from Stripe's pages: the page asks Stripe at once how the account is now, by POST; without scripts they
    press."""
    party = get_led_party_for(request.user, slug)
    account = get_payout_account_of(party, account_id)
    if "expired" in request.GET:
        messages.warning(request, _("That Stripe page has expired. Open it again from here."))
        return redirect("payments:payouts", party.slug)
    return _show(request, party, CountryForm(party=party), checking=account)


@login_required
@never_cache
@require_safe
def payouts_confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    """The password again, before the pages of Stripe on which somebody says where the money goes."""
    return _confirm(request, _own_party(request, slug))


@reauthentication_required
def _confirm(request: SignedInRequest, party: Party) -> HttpResponse:
    if has_just_signed_in(request):
        messages.info(request, _("Thank you. Continue at Stripe."))
    else:
        messages.warning(request, _("For your security, sign out and in again before you continue at Stripe."))
    return redirect("payments:payouts", party.slug)


@login_required
@require_POST
def payouts_check(request: SignedInRequest, slug: str, account_id: UUID) -> HttpResponse:
    """Ask Stripe now how the account is."""
    party = get_led_party_for(request.user, slug)
    account = get_payout_account_of(party, account_id)
    try:
        refresh_account(account_id=account.pk)
        refresh_payouts(account_id=account.pk)
    except provider.ProviderDown:
        _say_down(request)
    return redirect("payments:payouts", party.slug)


@login_required
@require_POST
def payouts_dashboard(request: SignedInRequest, slug: str, account_id: UUID) -> HttpResponse:
    """The payee's own pages at Stripe: bank account, documents, every payout. After a fresh sign-in."""
    party = _own_party(request, slug)
    account = get_payout_account_of(party, account_id)
    if not has_just_signed_in(request):
        return redirect("payments:payouts_confirm", party.slug)
    try:
        return HttpResponseRedirect(provider.link_to_dashboard(account.provider_id))
    except (provider.ProviderDown, provider.ProviderRefused):
        _say_down(request)
    return redirect("payments:payouts", party.slug)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def payouts_change(request: SignedInRequest, slug: str) -> HttpResponse:
    """Another account, after a fresh sign-in. It counts after three days, unless a leader stops it."""
    return _change(request, _own_party(request, slug))


@reauthentication_required
def _change(request: SignedInRequest, party: Party) -> HttpResponse:
    if not has_just_signed_in(request):
        messages.warning(request, _("For your security, sign out and in again before you change the account."))
        return redirect("payments:payouts", party.slug)
    form = CountryForm(request.POST if request.method == "POST" else None, party=party)
    if request.method == "POST" and form.is_valid():
        country = form.cleaned_data["country"]
        if form.act(ask_account_change, acting_user=request.user, party_id=party.pk, country=country):
            messages.success(request, _("We’ve told all leaders. Now set up the new account at Stripe."))
            return redirect("payments:payouts", party.slug)
    context = {"party": party, "is_leader": True, "form": form}
    return render(request, "payments/payouts_change.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def payouts_change_stop(request: SignedInRequest, slug: str, account_id: UUID) -> HttpResponse:
    """Keep the present account. Every leader may."""
    party = get_led_party_for(request.user, slug)
    account = get_payout_account_of(party, account_id)
    form = CountryForm(party=party)
    form.cleaned_data = {}
    if form.act(stop_account_change, acting_user=request.user, account_id=account.pk) is None:
        return _show(request, party, form, 409)
    messages.success(request, _("Change stopped. We’ve told all leaders."))
    return redirect("payments:payouts", party.slug)


def _own_party(request: SignedInRequest, slug: str) -> Party:
    party = get_led_party_for(request.user, slug)
    if not can_change_account(request.user, party):
        raise PermissionDenied
    return party


def _show(
    request: SignedInRequest, party: Party, form: CountryForm, status: int = 200, checking: PayoutAccount | None = None
) -> HttpResponse:
    page = payouts_page(party, can_change=can_change_account(request.user, party))
    context = {"party": party, "is_leader": True, "form": form, "page": page, "checking": checking}
    response = render(request, "payments/payouts.html", context, status=status)
    if page.is_connected:
        response.headers["Content-Security-Policy"] = page_policy(form_targets=[provider.accounts_origin()])
    return response


def _to_onboarding(request: SignedInRequest, party: Party, account: PayoutAccount) -> HttpResponse:
    """To the pages of Stripe on which somebody says where the money goes. After a fresh sign-in."""
    if not has_just_signed_in(request):
        return redirect("payments:payouts_confirm", party.slug)
    back = request.build_absolute_uri(reverse("payments:payouts_return", args=[party.slug, account.pk]))
    try:
        url = open_onboarding(
            account_id=account.pk, email=request.user.email, return_url=back, refresh_url=f"{back}?expired=1"
        )
    except provider.ProviderDown:
        _say_down(request)
    except provider.ProviderRefused:
        messages.error(request, _("Stripe won’t open its page for this account. Ask our team."))
    else:
        announce(request, request.user, "payout_account_opened", party=party.name)
        log_security("payout_account_opened", request=request, party=party.pk)
        return HttpResponseRedirect(url)
    return redirect("payments:payouts", party.slug)


def _say_down(request: HttpRequest) -> None:
    messages.error(request, _("Stripe isn’t answering. Nothing is lost. Try again in a few minutes."))
