"""How a party is paid by card: the account at the payment provider, as far as programs deal with it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router

from accounts.access import get_led_party_for
from api.protocol.answering import fresh, once_outside
from api.protocol.auth import somebody
from api.protocol.declared import answers
from api.shapes.basics import Problem
from api.shapes.payout_accounts import PayoutAccountIn, PayoutAccountOut
from payments import provider
from payments.access import can_change_account
from payments.actions.accounts import connect_account, make_at_provider
from payments.errors import NoCards, ProviderAway
from payments.queries.payouts import accounts_of
from web.users import SignedInRequest

router = Router(tags=["payments"], auth=somebody)


@router.get("/parties/{slug}/payout-account", response=answers(PayoutAccountOut))
@fresh
def payout_account_show(request: HttpRequest, slug: str):
    """Whether a party that you lead can be paid by card, and what is missing."""
    present = accounts_of(get_led_party_for(request.user, slug))
    return PayoutAccountOut.of(present[0] if present else None)


@router.post("/parties/{slug}/payout-account", response=answers(PayoutAccountOut, s503=Problem))
@once_outside
def payout_account_connect(request: SignedInRequest, slug: str, payload: PayoutAccountIn):
    """Connect an account, or go on with its details: send a person who may say where the money goes to
    `onboarding_url`. It is a page of this site, which asks for their password and leads on to Stripe: a token alone
    decides nothing about money. An account in use is changed on the website only."""
    party = get_led_party_for(request.user, slug)
    if not can_change_account(request.user, party):
        raise PermissionDenied
    if not provider.is_connected():
        raise NoCards(_("This site takes no cards."))
    account = connect_account(acting_user=request.user, party_id=party.pk, country=payload.country)
    try:
        account = make_at_provider(account_id=account.pk, email=request.user.email)
    except provider.ProviderDown as error:
        raise ProviderAway from error
    except provider.ProviderRefused as error:
        raise NoCards(str(error)) from error
    url = request.build_absolute_uri(reverse("payments:payouts", args=[party.slug]))
    return PayoutAccountOut.of(account, url)
