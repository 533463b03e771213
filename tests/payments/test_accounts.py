"""Accounts of payees, against the stand-in: connected, lacking something, changed after three days, paid out."""

import datetime as dt

import pytest
import requests
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from accounts.states import Role
from notifications.models import Notification
from payments import provider
from payments.actions import (
    ask_account_change,
    connect_account,
    open_onboarding,
    refresh_account,
    refresh_payouts,
    stop_account_change,
)
from payments.actions.accounts import ACCOUNTS_A_DAY, refresh_account_of, take_over_due
from payments.actions.payouts import refresh_payout_of
from payments.models import Payout, PayoutAccount
from payments.periodic import look_at_accounts
from payments.provider.client import _client
from payments.queries.payouts import can_be_paid_by_card, card_problem, paid_account
from payments.states import PayoutState
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import connected, in_threads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]

BACK = {"return_url": "http://localhost/back", "refresh_url": "http://localhost/again"}


@pytest.fixture
def party(stripe_site):
    return PartyFactory(name="The Anchors")


@pytest.fixture
def owner(party):
    return MembershipFactory(party=party, role=Role.OWNER).user


def kinds_of(user):
    return list(Notification.objects.filter(user=user).order_by("created_at").values_list("kind", flat=True))


def pay_in(account, amount=5_000):
    """Money in the account, from a charge at the stand-in."""
    client = _client()
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {"currency": "eur", "unit_amount": amount, "product_data": {"name": "Gig"}},
                }
            ],
            "success_url": "http://localhost/paid",
        }
    )
    requests.post(session.url, data={"card": "4242424242424242"}, allow_redirects=False, timeout=5)
    [charge] = client.v1.charges.list({"limit": 1}).data
    client.v1.transfers.create(
        {"amount": amount, "currency": "eur", "destination": account.provider_id, "source_transaction": charge.id}
    )


def press(stand_in, account, what):
    requests.post(f"{stand_in}/dashboard/{account.provider_id}", data={"what": what}, timeout=5)


def test_an_account_is_made_once_and_can_be_paid_once_its_details_are_entered(party, owner):
    for _press in range(2):
        account = connect_account(acting_user=owner, party_id=party.pk, country="DE")
        link = open_onboarding(account_id=account.pk, email=owner.email, **BACK)
    assert not can_be_paid_by_card(party, "EUR")
    requests.post(link, data={"complete": "no"}, allow_redirects=False, timeout=5)
    account = refresh_account(account_id=account.pk)
    assert (account.transfers_enabled, account.requirements) == (False, ["external_account"])
    requests.post(link, data={"complete": "yes"}, allow_redirects=False, timeout=5)
    refresh_account_of(account.provider_id)
    assert can_be_paid_by_card(party, "EUR")
    assert len(_client().v1.accounts.list().data) == PayoutAccount.objects.count() == 1


@pytest.mark.parametrize("fault", ["before", "after"])
def test_an_answer_that_got_lost_makes_one_account(party, owner, stripe_site, fault):
    account = connect_account(acting_user=owner, party_id=party.pk, country="DE")
    requests.post(f"{stripe_site}/faults", data={fault: "10"}, timeout=5)
    with pytest.raises(provider.ProviderDown):
        open_onboarding(account_id=account.pk, email=owner.email, **BACK)
    requests.post(f"{stripe_site}/faults", data={fault: ""}, timeout=5)
    open_onboarding(account_id=account.pk, email=owner.email, **BACK)
    assert len(_client().v1.accounts.list().data) == 1


def test_two_tabs_connect_one_account(party, owner):
    def connect():
        account = connect_account(acting_user=owner, party_id=party.pk, country="DE")
        open_onboarding(account_id=account.pk, email=owner.email, **BACK)

    assert in_threads(connect, connect, connect) == [None] * 3
    assert len(_client().v1.accounts.list().data) == PayoutAccount.objects.count() == 1


def test_another_country_before_anything_was_entered(party, owner):
    connect_account(acting_user=owner, party_id=party.pk, country="DE")
    french = connect_account(acting_user=owner, party_id=party.pk, country="FR")
    assert paid_account(party, livemode=False) == french
    PayoutAccount.objects.filter(pk=french.pk).update(details_submitted=True)
    with pytest.raises(ValidationError, match="already have an account"):
        connect_account(acting_user=owner, party_id=party.pk, country="DE")


@pytest.mark.parametrize("country", ["BR", "IS", "XX", ""])
def test_a_country_that_cannot_be_paid_out_to(party, owner, country):
    with pytest.raises(ValidationError, match="this country"):
        connect_account(acting_user=owner, party_id=party.pk, country=country)
    assert not PayoutAccount.objects.exists()


def test_a_platform_elsewhere_pays_out_at_home_only(party, owner, settings):
    settings.STRIPE_COUNTRY = "AU"
    connect_account(acting_user=owner, party_id=party.pk, country="AU")
    with pytest.raises(ValidationError, match="this country"):
        ask_account_change(acting_user=owner, party_id=party.pk, country="DE")


def test_why_a_party_cannot_be_paid_by_card(party, owner, settings):
    assert "can’t take cards yet" in card_problem(party, "EUR")
    assert "by card in BRL" in card_problem(party, "BRL")
    account = connected(party)
    assert card_problem(party, "EUR") == ""
    PayoutAccount.objects.filter(pk=account.pk).update(transfers_enabled=False)
    assert "can’t receive" in card_problem(party, "EUR")
    settings.STRIPE_SECRET_KEY = ""
    assert "takes no cards" in card_problem(party, "EUR")


def test_a_change_waits_for_three_days_and_everybody_who_leads_is_told(party, owner):
    manager = MembershipFactory(party=party, role=Role.MANAGER).user
    former = connected(party, user=owner)
    coming = ask_account_change(acting_user=owner, party_id=party.pk, country="AT")
    assert ask_account_change(acting_user=owner, party_id=party.pk, country="AT") == coming
    assert kinds_of(owner) == kinds_of(manager) == ["payments.account_change"]
    link = open_onboarding(account_id=coming.pk, email=owner.email, **BACK)
    requests.post(link, data={"complete": "yes"}, allow_redirects=False, timeout=5)
    refresh_account(account_id=coming.pk)
    assert take_over_due() == 0
    assert paid_account(party, livemode=False) == former
    assert coming.takes_effect_at - coming.created_at >= dt.timedelta(hours=71, minutes=59)


def test_a_change_takes_effect_once_its_time_has_come_and_it_can_be_paid(party, owner):
    former = connected(party, user=owner)
    coming = PayoutAccount.objects.create(party=party, livemode=False, country_id="AT", takes_effect_at=now())
    assert take_over_due() == 0
    link = open_onboarding(account_id=coming.pk, email=owner.email, **BACK)
    requests.post(link, data={"complete": "yes"}, allow_redirects=False, timeout=5)
    refresh_account(account_id=coming.pk)
    assert paid_account(party, livemode=False) == coming
    assert PayoutAccount.objects.get(pk=former.pk).replaced_at
    assert kinds_of(owner) == ["payments.account_changed"]


def test_changing_and_stopping_all_day_is_refused(party, owner):
    """Found by an attack: each change told all leaders, and could make an account at the provider."""
    connected(party, user=owner)
    for _press in range(ACCOUNTS_A_DAY - 1):
        coming = ask_account_change(acting_user=owner, party_id=party.pk, country="AT")
        stop_account_change(acting_user=owner, account_id=coming.pk)
    with pytest.raises(ValidationError, match="too often"):
        ask_account_change(acting_user=owner, party_id=party.pk, country="AT")
    assert PayoutAccount.objects.count() == ACCOUNTS_A_DAY


def test_any_leader_can_stop_a_change_and_then_it_never_counts(party, owner):
    manager = MembershipFactory(party=party, role=Role.MANAGER).user
    former = connected(party, user=owner)
    coming = ask_account_change(acting_user=owner, party_id=party.pk, country="AT")
    for _press in range(2):
        stop_account_change(acting_user=manager, account_id=coming.pk)
    assert kinds_of(owner) == ["payments.account_change", "payments.change_stopped"]
    PayoutAccount.objects.filter(pk=coming.pk).update(transfers_enabled=True)
    take_over_due()
    assert paid_account(party, livemode=False) == former
    with pytest.raises(ValidationError, match="in use"):
        stop_account_change(acting_user=manager, account_id=former.pk)


def test_a_second_change_waits_for_the_end_of_the_first(party, owner):
    connected(party, user=owner)
    ask_account_change(acting_user=owner, party_id=party.pk, country="AT")
    with pytest.raises(ValidationError, match="already changing"):
        ask_account_change(acting_user=owner, party_id=party.pk, country="FR")


def test_an_account_that_cannot_be_paid_any_more(party, owner, stripe_site):
    account = connected(party, user=owner)
    press(stripe_site, account, "restrict")
    PayoutAccount.objects.update(checked_at=now() - dt.timedelta(days=1))
    assert look_at_accounts() == 1
    account.refresh_from_db()
    assert (account.transfers_enabled, account.requirements) == (False, ["individual.verification.document"])
    assert kinds_of(owner) == ["payments.restricted"]
    assert look_at_accounts() == 0


def test_an_account_that_no_longer_belongs_to_us(party, owner):
    account = connected(party, user=owner)
    PayoutAccount.objects.update(provider_id="acct_gone")
    refresh_account_of("ca_application", "acct_gone")
    account.refresh_from_db()
    assert (account.transfers_enabled, account.disabled_reason) == (False, "resource_missing")


def test_payouts_and_one_that_came_back(party, owner, stripe_site):
    account = connected(party, user=owner)
    pay_in(account)
    press(stripe_site, account, "pay_out")
    for _time in range(2):
        refresh_payouts(account_id=account.pk)
    assert Payout.objects.values_list("amount_minor", "currency", "state").get() == (5_000, "EUR", PayoutState.PAID)
    pay_in(account)
    press(stripe_site, account, "fail")
    for _time in range(2):
        for payout in _client().v1.payouts.list({}, {"stripe_account": account.provider_id}).data:
            refresh_payout_of(payout.id, account.provider_id)
    assert sorted(Payout.objects.values_list("state", "failure")) == [("failed", "account_closed"), ("paid", "")]
    assert kinds_of(owner) == ["payments.payout_failed"]


def test_events_about_accounts_of_others_change_nothing(party, owner):
    connected(party, user=owner)
    refresh_account_of("acct_of_somebody_else")
    refresh_payout_of("po_1", "acct_of_somebody_else")
    refresh_payout_of("po_1", "")
    assert not Payout.objects.exists()


def test_rows_without_an_account_at_the_provider(party):
    user = UserFactory()
    account = connect_account(acting_user=user, party_id=party.pk, country="DE")
    refresh_payouts(account_id=account.pk)
    assert refresh_account(account_id=account.pk).checked_at is None
