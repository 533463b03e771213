"""How a party is paid by card, by API: connected through the stand-in, read by its leaders."""

import pytest

from accounts.states import Role
from payments.actions import refresh_account
from payments.models import PayoutAccount
from payments.provider.client import _client
from tests.api.conftest import Caller
from tests.factories import MembershipFactory, PartyFactory
from tests.payments.conftest import receiver, stand_in, stripe_site
from tests.payments.scenes import connected

pytestmark = [pytest.mark.django_db(transaction=True)]

__all__ = ["receiver", "stand_in", "stripe_site"]
GERMANY = {"country": "DE"}


@pytest.fixture
def party(db):
    return PartyFactory()


@pytest.fixture
def address(party):
    return f"/parties/{party.slug}/payout-account"


@pytest.fixture
def owner(party):
    return Caller(MembershipFactory(party=party, role=Role.OWNER).user)


def test_without_an_account_nothing_can_be_paid(owner, address):
    assert owner.get(address).json() == {
        "charges_enabled": False, "payouts_enabled": False, "requirements": [], "onboarding_url": None,
    }  # fmt: skip


def test_an_account_is_connected_and_its_details_are_entered(stripe_site, owner, address, party):
    made = owner.post(address, GERMANY).json()
    assert made["charges_enabled"] is False
    assert made["requirements"]
    assert made["onboarding_url"].endswith(f"/money/{party.slug}/payouts/"), "a token alone opens no page of Stripe"
    assert owner.post(address, GERMANY).status_code == 200
    assert PayoutAccount.objects.filter(party=party).count() == 1


def test_an_account_that_can_be_paid_says_so(stripe_site, owner, address, party):
    connected(party)
    told = owner.get(address).json()
    assert (told["charges_enabled"], told["onboarding_url"]) == (True, None)


def test_an_account_in_use_is_not_replaced_by_a_program(stripe_site, owner, address, party):
    connected(party)
    refused = owner.post(address, {"country": "AT"})
    assert refused.status_code == 422
    assert "country" in refused.json()["errors"]
    assert PayoutAccount.objects.get(party=party).country_id == "DE"


def test_a_leader_who_does_not_own_the_party_may_only_look(stripe_site, party, owner, address):
    leader = Caller(MembershipFactory(party=party, role=Role.MANAGER).user)
    assert leader.get(address).status_code == 200
    assert leader.post(address, GERMANY).status_code == 403
    assert not PayoutAccount.objects.exists()


def test_a_silent_provider_is_said_and_nothing_is_lost(stripe_site, settings, owner, address, party):
    settings.TEST_MONEY_URL = "http://127.0.0.1:9"
    _client.cache_clear()
    assert owner.post(address, GERMANY).status_code == 503
    settings.TEST_MONEY_URL = stripe_site
    _client.cache_clear()
    assert owner.post(address, GERMANY).json()["onboarding_url"]
    account = PayoutAccount.objects.get(party=party)
    assert refresh_account(account_id=account.pk).provider_id == account.provider_id
