"""Whoever offers a deposit reads beforehand whether the act can be paid by card."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.states import Approval
from payments.models import PayoutAccount
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show

pytestmark = pytest.mark.django_db

NO_ACCOUNT = "can’t take cards yet. It can be paid by bank transfer or in cash."


@pytest.fixture
def house(db):
    return a_house()


@pytest.fixture
def act(db):
    made = an_act()
    made.party.approval = Approval.APPROVED
    made.party.save()
    return made


@pytest.fixture
def cards(settings):
    settings.TEST_MONEY, settings.STRIPE_SECRET_KEY = True, "sk_test_x"


def pages(house, act) -> dict[str, str]:
    show = an_open_show(house)
    booking = an_application(act, show)
    invite = reverse(
        "bookings:spot_invite", args=[an_open_show(house, starts_at=show.starts_at.replace(day=20)).spots.get().pk]
    )
    return {
        "counter": reverse("bookings:booking_counter", args=[booking.pk]),
        "request": reverse("bookings:request_new", args=[act.party.slug]),
        "invite": f"{invite}?act={act.party.slug}",
    }


@pytest.mark.parametrize("page", ["counter", "request", "invite"])
def test_an_act_without_an_account_is_named_before_the_offer(client, cards, house, act, page):
    client.force_login(house.manager)
    with override("en"):
        shown = client.get(pages(house, act)[page]).content.decode()
    assert NO_ACCOUNT in " ".join(shown.split())


@pytest.mark.parametrize("page", ["counter", "request", "invite"])
def test_nothing_is_said_of_an_act_that_can_be_paid(client, cards, house, act, page):
    PayoutAccount.objects.create(
        party=act.party, country_id="DE", livemode=False, transfers_enabled=True, takes_effect_at=house.party.created_at
    )
    client.force_login(house.manager)
    shown = client.get(pages(house, act)[page]).content.decode()
    assert "Deposit" in shown
    assert "bank transfer or in cash" not in shown


def test_a_currency_that_cards_do_not_pay_is_named(client, cards, settings, house, act):
    settings.CARD_CURRENCIES = {"CHF"}
    client.force_login(house.manager)
    shown = client.get(pages(house, act)["request"]).content.decode()
    assert "pay by card in" in shown
