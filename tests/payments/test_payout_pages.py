"""The page of payouts and its buttons, with the stand-in behind them."""

import datetime as dt
import re

import pytest
import requests
from django.urls import reverse
from django.utils.timezone import now

from accounts.states import Approval, Role
from notifications.kinds import registry
from notifications.models import Notification
from payments.actions import ask_account_change
from payments.emails.payouts import FOR_PAYEES, FOR_PAYERS, FOR_STAFF
from payments.models import Payout, PayoutAccount, Wait
from payments.states import PayoutState, WaitReason
from tests.factories import PASSWORD, MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import DAY, connected, owed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def party(db):
    return PartyFactory(name="The Anchors", kind="band", approval=Approval.APPROVED)


@pytest.fixture
def owner(party, client):
    user = MembershipFactory(party=party, role=Role.OWNER).user
    sign_in(client, user)
    return user


def sign_in(client, user):
    """With the password, just now."""
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def path(name, party, *more):
    return reverse(f"payments:{name}", args=[party.slug, *more])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_without_a_provider_the_page_says_so(client, owner, party):
    page = text_of(client.get(path("payouts", party)))
    assert "We don’t take cards." in page
    assert "Continue at Stripe" not in page


@pytest.mark.parametrize("name", ["payouts", "money"])
def test_one_tab_is_the_present_one(client, owner, party, name):
    page = text_of(client.get(path(name, party)))
    tabs = page[page.index(f'href="{path("money", party)}"') :]
    assert tabs.count(' aria-current="page"') == 1


def test_connect_go_to_stripe_come_back_and_see_what_is_missing(client, owner, party, stripe_site):
    page = client.get(path("payouts", party))
    assert "Get paid by card" in text_of(page)
    assert f"form-action 'self' {stripe_site};" in f"{page['Content-Security-Policy']};"
    response = client.post(path("payouts_connect", party), {"country": "DE"})
    account = PayoutAccount.objects.get()
    assert response["Location"] == f"{stripe_site}/onboarding/{account.provider_id}"
    back = requests.post(response["Location"], data={"complete": "no"}, allow_redirects=False, timeout=5)
    assert back.headers["Location"].endswith(path("payouts_return", party, account.pk))
    asking = client.get(back.headers["Location"])
    assert "We are checking your account at Stripe." in text_of(asking)
    assert f'hx-post="{path("payouts_check", party, account.pk)}"' in text_of(asking)
    client.post(path("payouts_check", party, account.pk))
    page = text_of(client.get(path("payouts", party)))
    assert "You can’t be paid by card right now" in page
    assert "<li>A bank account for the payouts</li>" in page
    again = client.post(path("payouts_continue", party, account.pk))
    requests.post(again["Location"], data={"complete": "yes"}, allow_redirects=False, timeout=5)
    client.post(path("payouts_check", party, account.pk))
    page = text_of(client.get(path("payouts", party)))
    assert "Card payments are on" in page
    assert client.post(path("payouts_dashboard", party, account.pk))["Location"].startswith(f"{stripe_site}/dashboard/")


def test_a_page_of_stripe_that_was_open_for_too_long(client, owner, party, stripe_site):
    url = client.post(path("payouts_connect", party), {"country": "DE"})["Location"]
    back = requests.post(url, data={"expired": "yes"}, allow_redirects=False, timeout=5).headers["Location"]
    assert "has expired" in text_of(client.get(back, follow=True))


@pytest.mark.parametrize("country", ["BR", "", "Mars"])
def test_a_country_is_refused_at_its_field(client, owner, party, stripe_site, country):
    response = client.post(path("payouts_connect", party), {"country": country})
    assert (response.status_code, PayoutAccount.objects.count()) == (422, 0)
    assert response.context["form"].errors["country"]


def test_stripe_is_down(client, owner, party, stripe_site):
    requests.post(f"{stripe_site}/faults", data={"before": "20"}, timeout=5)
    response = client.post(path("payouts_connect", party), {"country": "DE"}, follow=True)
    assert "Stripe isn’t answering" in text_of(response)
    requests.post(f"{stripe_site}/faults", data={"before": ""}, timeout=5)
    assert "/onboarding/" in client.post(path("payouts_connect", party), {"country": "DE"})["Location"]


def test_who_has_not_just_signed_in_gives_the_password_before_stripe_opens(client, owner, party, stripe_site):
    """Found by an attack: a session that somebody else had taken over led past the three days to the bank account."""
    account = connected(party, user=owner)
    client.logout()
    client.force_login(owner)
    for name in ("payouts_continue", "payouts_dashboard"):
        response = client.post(path(name, party, account.pk))
        assert response["Location"] == path("payouts_confirm", party)
        asked = client.get(response["Location"])["Location"]
        assert asked.startswith(reverse("account_reauthenticate"))
    back = client.post(asked, {"password": PASSWORD}, follow=True)
    assert back.redirect_chain[-1][0] == path("payouts", party)
    assert "Continue at Stripe." in text_of(back)
    assert client.post(path("payouts_dashboard", party, account.pk))["Location"].startswith(f"{stripe_site}/dashboard/")


def test_a_first_account_waits_for_the_password_too(client, owner, party, stripe_site):
    client.logout()
    client.force_login(owner)
    assert client.post(path("payouts_connect", party), {"country": "DE"})["Location"] == path("payouts_confirm", party)
    assert PayoutAccount.objects.get().provider_id == ""


def test_another_account_asks_for_the_password_first(client, owner, party, stripe_site):
    connected(party, user=owner)
    client.logout()
    client.force_login(owner)
    response = client.get(path("payouts_change", party))
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    asked = client.post(path("payouts_change", party), {"country": "AT"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert PayoutAccount.objects.count() == 1
    changed = client.post(asked["Location"], {"password": PASSWORD})  # goes on with what was posted
    assert changed["Location"] == path("payouts", party)
    assert PayoutAccount.objects.count() == 2
    assert client.get(path("payouts_change", party)).status_code == 200
    assert client.post(path("payouts_change", party), {"country": "BR"}).status_code == 422
    page = text_of(client.get(path("payouts", party)))
    assert "Changing to a new account" in page
    assert "Austria" in page
    coming = PayoutAccount.objects.get(country="AT")
    assert "/onboarding/" in client.post(path("payouts_continue", party, coming.pk))["Location"]


def test_who_signs_in_by_code_must_have_done_so_just_now(client, owner, party, stripe_site):
    connected(party, user=owner)
    owner.set_unusable_password()
    owner.save()
    client.logout()
    client.force_login(owner)
    for name in ("payouts_change", "payouts_confirm"):
        assert "sign out and in again" in text_of(client.get(path(name, party), follow=True))


def test_a_manager_stops_a_change_and_cannot_ask_for_one(client, owner, party, stripe_site):
    connected(party, user=owner)
    coming = ask_account_change(acting_user=owner, party_id=party.pk, country="AT")
    client.force_login(MembershipFactory(party=party, role=Role.MANAGER).user)
    assert client.post(path("payouts_change", party), {"country": "FR"}).status_code == 403
    assert client.post(path("payouts_continue", party, coming.pk)).status_code == 403
    for _press in range(2):
        assert client.post(path("payouts_change_stop", party, coming.pk)).status_code == 302
    coming.refresh_from_db()
    assert coming.replaced_at
    present = PayoutAccount.objects.get(replaced_at=None)
    assert client.post(path("payouts_change_stop", party, present.pk)).status_code == 409


def test_an_account_of_another_party_does_not_exist(client, owner, party, stripe_site):
    other = connected(PartyFactory())
    for name in ("payouts_check", "payouts_continue", "payouts_dashboard", "payouts_change_stop"):
        assert client.post(path(name, party, other.pk)).status_code == 404
    assert client.get(path("payouts_return", party, other.pk)).status_code == 404


def fill(party, rows):
    """An account, one that will replace it, so many payouts and so much money that waits."""
    for hours in (0, 72):
        account = PayoutAccount.objects.create(
            party=party, livemode=True, country_id="DE", takes_effect_at=now() + dt.timedelta(hours=hours)
        )
    for number in range(rows):
        Payout.objects.create(
            account=account, provider_id=f"po_{number}", amount_minor=100 + number, currency_id="EUR",
            state=PayoutState.FAILED, failure="account_closed", arrives_at=now(), created_at=now(),
        )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_questions_to_the_database(client, owner, party, settings, django_assert_num_queries, rows):
    settings.STRIPE_SECRET_KEY = "sk_live_x"
    fill(party, rows)
    client.get(path("payouts", party))
    with django_assert_num_queries(QUESTIONS):
        page = client.get(path("payouts", party))
    assert text_of(page).count("The bank account is closed.") == rows


QUESTIONS = 12


def test_what_waits_and_why(client, owner, party, stripe_site, settings):
    payment = owed()
    share = payment.shares.get()
    leader = MembershipFactory(party=share.payee, role=Role.OWNER).user
    Wait.objects.create(share=share, reason=WaitReason.NO_ACCOUNT)
    client.force_login(leader)
    page = text_of(client.get(path("payouts", share.payee)))
    assert "Money waiting for you" in page
    assert "once your account is connected" in page


def told(kind, user, **data):
    return Notification(kind=kind, user=user, data={name: str(value) for name, value in data.items()}, path="/x/")


def test_news_is_for_those_whom_it_concerns(db):
    payment = owed()
    payee = payment.shares.get().payee
    leader, payer, staff, stranger = (UserFactory(is_staff=staff) for staff in (False, False, True, False))
    MembershipFactory(party=payee, user=leader, role=Role.OWNER)
    MembershipFactory(party=payment.payer, user=payer, role=Role.MANAGER)
    account = PayoutAccount.objects.create(party=payee, livemode=False, country_id="DE", takes_effect_at=now())
    payout = Payout.objects.create(
        account=account, provider_id="po_1", amount_minor=100, currency_id="EUR", state=PayoutState.FAILED,
        failure="account_closed", arrives_at=now(), created_at=now(),
    )  # fmt: skip
    data = {"party": payee.pk, "payment": payment.pk, "account": account.pk, "payout": payout.pk, "by": leader.pk}
    readers = {
        **dict.fromkeys(FOR_PAYEES, leader),
        **dict.fromkeys(FOR_PAYERS, payer),
        **dict.fromkeys(FOR_STAFF, staff),
    }
    for kind, reader in readers.items():
        news = told(kind, reader, **data)
        news.data["amount_minor"] = 500
        text = registry.render(news, reader)
        assert text, kind
        assert text.subject, kind
        others = {leader, payer, staff, stranger} - {reader}
        assert [registry.render(news, other) for other in others] == [None] * 3, kind


def test_the_news_of_a_change_is_over_once_it_was_stopped(db):
    leader = MembershipFactory(role=Role.OWNER)
    account = PayoutAccount.objects.create(
        party=leader.party, livemode=False, country_id="DE", takes_effect_at=now(), replaced_at=now() + DAY
    )
    news = told("payments.account_change", leader.user, party=leader.party.pk, account=account.pk)
    assert registry.render(news, leader.user) is None
